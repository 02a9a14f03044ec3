package dev.chirp.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A server program in a session of its own, with its log and its process id in files. */
final class ChildProcess implements AutoCloseable {
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(30);
    private final String name;
    private final Path log;
    private final Process process;

    private ChildProcess(String name, Path log, Process process) {
        this.name = name;
        this.log = log;
        this.process = process;
    }

    /** Stops what an earlier start in this folder has left over. */
    static void stopLeftOver(String executable, Path folder) {
        LeftOver.stop(folder.resolve(executable + ".pid"), executable);
    }

    /**
     * Starts it; nothing is left over of an earlier start.
     *
     * @param name for people
     * @param executable how the file of the running program's name begins
     * @param folder where it works; gets {@code <executable>.pid} and {@code <executable>.log}
     */
    static ChildProcess start(String name, String executable, Path folder, List<String> command) {
        Path pidFile = folder.resolve(executable + ".pid");
        Path log = folder.resolve(executable + ".log");
        List<String> full = new ArrayList<>(OwnSession.prefix());
        full.addAll(command);
        try {
            Process process = new ProcessBuilder(full)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
            Files.writeString(pidFile, Long.toString(process.pid()));
            return new ChildProcess(name, log, process);
        } catch (IOException e) {
            throw new ServerStartException("%s did not start: %s".formatted(name, e.getMessage()), e);
        }
    }

    /** Blocks until {@code ready}, which is asked again and again. */
    void await(BooleanSupplier ready, Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (!ready.getAsBoolean()) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                process.destroy();
                throw new ServerStartException("%s did not start; its log is %s.".formatted(name, log));
            }
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(50);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServerStartException("Interrupted while a server started.", e);
        }
    }

    long pid() {
        return process.pid();
    }

    @Override
    public void close() {
        stop(process, STOP_TIMEOUT);
    }

    /** Asks the process to end, waits for it, and ends it when it does not. */
    static void stop(Process process, Duration timeout) {
        process.destroy();
        try {
            if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
    }
}
