package dev.chirp.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A server process that outlived the process which started it. */
final class LeftOver {
    private static final Logger log = LoggerFactory.getLogger(LeftOver.class);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private LeftOver() {}

    /**
     * Stops the process that {@code pidFile} names when its executable is called {@code executable}; a pid that the
     * system has given to another program meanwhile is left alone. Call it only while holding the folder's lock.
     */
    static void stop(Path pidFile, String executable) {
        pid(pidFile)
                .flatMap(ProcessHandle::of)
                .filter(process -> runs(process, executable))
                .ifPresent(process -> {
                    log.atInfo()
                            .addKeyValue("server", executable)
                            .addKeyValue("pid", process.pid())
                            .log("Left-over server stopped");
                    process.destroy();
                    if (!exits(process)) {
                        process.destroyForcibly();
                        exits(process);
                    }
                });
    }

    /** The first line of a pid file. */
    static Optional<Long> pid(Path pidFile) {
        try {
            List<String> lines = Files.exists(pidFile) ? Files.readAllLines(pidFile) : List.of();
            return lines.isEmpty()
                    ? Optional.empty()
                    : Optional.of(Long.valueOf(lines.getFirst().strip()));
        } catch (IOException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static boolean runs(ProcessHandle process, String executable) {
        return process.info()
                .command()
                .map(command -> Path.of(command).getFileName().toString().startsWith(executable))
                .orElse(false);
    }

    private static boolean exits(ProcessHandle process) {
        try {
            process.onExit().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException | ExecutionException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
