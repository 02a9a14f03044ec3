package dev.chirp.load.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A server that {@code chirp infra} has started: frozen, killed, and started again with the command line, the folder and
 * the environment that it had. What was started again ends with {@link #close()}, or with this JVM.
 */
public final class ServerProcess implements AutoCloseable {
    private static final Duration EXIT_TIMEOUT = Duration.ofSeconds(60);
    private final String name;
    private final List<String> command;
    private final Path folder;
    private final Path log;
    private final Map<String, String> environment;
    private long pid;
    private @Nullable Process again;

    private ServerProcess(String name, long pid, List<String> command, Path log) throws IOException {
        this.name = name;
        this.pid = pid;
        this.command = command;
        this.log = log;
        this.folder = Files.readSymbolicLink(Path.of("/proc/" + pid + "/cwd"));
        this.environment = zeroTerminated(pid, "environ").stream()
                .filter(entry -> entry.indexOf('=') > 0)
                .collect(Collectors.toMap(
                        entry -> entry.substring(0, entry.indexOf('=')),
                        entry -> entry.substring(entry.indexOf('=') + 1),
                        (first, second) -> first));
    }

    /** @param log what it prints when it is started again goes to this file */
    static ServerProcess of(String name, long pid, Path log) throws IOException {
        return new ServerProcess(name, pid, zeroTerminated(pid, "cmdline"), log);
    }

    /**
     * For a server that has overwritten its command line.
     *
     * @param arguments what it was started with
     */
    static ServerProcess of(String name, long pid, Path log, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Files.readSymbolicLink(Path.of("/proc/" + pid + "/exe")).toString());
        command.addAll(arguments);
        return new ServerProcess(name, pid, command, log);
    }

    private static List<String> zeroTerminated(long pid, String file) throws IOException {
        return Stream.of(Files.readString(Path.of("/proc/" + pid + "/" + file)).split("\0"))
                .toList();
    }

    /** Freezes it and its children. */
    public void pause() throws IOException, InterruptedException {
        signalAll("STOP", pid);
    }

    public void resume() throws IOException, InterruptedException {
        signalAll("CONT", pid);
    }

    /** To a process and its children. */
    static void signalAll(String signal, long pid) throws IOException, InterruptedException {
        ChirpProcess.signal(signal, pid);
        List<Long> children = ProcessHandle.of(pid).stream()
                .flatMap(ProcessHandle::descendants)
                .map(ProcessHandle::pid)
                .toList();
        for (long child : children) {
            if (ProcessHandle.of(child).isPresent()) {
                ChirpProcess.signal(signal, child);
            }
        }
    }

    /** Sends the signal by name, for example {@code KILL}, and waits until it is gone. */
    public void end(String signal) throws IOException, InterruptedException {
        ChirpProcess.signal(signal, pid);
        awaitEnd();
    }

    /** Waits until it is gone. */
    public void awaitEnd() throws InterruptedException {
        long deadline = System.nanoTime() + EXIT_TIMEOUT.toNanos();
        while (isRunning()) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(name + " did not end within " + EXIT_TIMEOUT);
            }
            Thread.sleep(20);
        }
    }

    public boolean isRunning() {
        return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    }

    public long pid() {
        return pid;
    }

    /** Starts it again; it may not answer yet when this returns. */
    public void start() throws IOException {
        List<String> full = new ArrayList<>();
        if (runsPostgres() && "root".equals(System.getProperty("user.name"))) {
            // It refuses to run as root; in a user namespace it sees another one.
            full.addAll(List.of("unshare", "-U"));
        }
        full.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(full)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().clear();
        builder.environment().putAll(environment);
        Process started = builder.start();
        if (again == null) {
            Runtime.getRuntime().addShutdownHook(new Thread(this::destroy, "kill-" + name));
        }
        again = started;
        pid = started.pid();
    }

    private boolean runsPostgres() {
        return command.getFirst().endsWith("/postgres") || command.stream().anyMatch(word -> word.endsWith("/patroni"));
    }

    private void destroy() {
        Process started = again;
        if (started != null) {
            started.destroyForcibly();
        }
    }

    /** Stops it if it was started again; the first one belongs to {@code chirp infra}. */
    @Override
    public void close() {
        Process started = again;
        if (started == null || !started.isAlive()) {
            return;
        }
        started.destroy();
        try {
            if (!started.waitFor(EXIT_TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
                started.destroyForcibly();
            }
        } catch (InterruptedException e) {
            started.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
