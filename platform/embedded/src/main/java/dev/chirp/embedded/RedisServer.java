package dev.chirp.embedded;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import redis.embedded.core.ExecutableProvider;

/** A Redis server as a child process that keeps nothing on disk. */
public final class RedisServer implements Redis {
    private static final Duration START_TIMEOUT = Duration.ofSeconds(20);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(5);

    private final int port;
    private final FolderLock lock;
    private final Process process;

    private RedisServer(int port, FolderLock lock, Process process) {
        this.port = port;
        this.lock = lock;
        this.process = process;
    }

    /** Blocks until the server answers. */
    public static RedisServer start(RedisSettings settings) {
        FolderLock lock = FolderLock.take(settings.folder());
        try {
            Path folder = settings.folder().toAbsolutePath().normalize();
            LeftOver.stop(folder.resolve("redis.pid"), "redis-server");
            int port = Loopback.claim(settings.port(), "Redis");
            Process process = launch(folder, port);
            RedisServer server = new RedisServer(port, lock, process);
            server.awaitAnswer(folder.resolve("redis.log"));
            return server;
        } catch (IOException e) {
            lock.close();
            throw new ServerStartException("Redis did not start: " + e.getMessage(), e);
        } catch (RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private static Process launch(Path folder, int port) throws IOException {
        Path binary =
                ExecutableProvider.newJarResourceProvider(folder.toFile()).get().toPath();
        Path config = folder.resolve("redis.conf");
        Files.writeString(config, """
            bind %s
            port %d
            dir "%s"
            logfile "redis.log"
            pidfile "%s"
            save ""
            appendonly no
            maxmemory-policy noeviction
            """.formatted(Loopback.HOST, port, folder, folder.resolve("redis.pid")));
        List<String> command = new ArrayList<>(OwnSession.prefix());
        command.add(binary.toString());
        command.add(config.toString());
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("redis.log").toFile()))
                .start();
        Files.writeString(folder.resolve("redis.pid"), Long.toString(process.pid()));
        return process;
    }

    private void awaitAnswer(Path logFile) {
        long deadline = System.nanoTime() + START_TIMEOUT.toNanos();
        while (!answers()) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                process.destroyForcibly();
                throw new ServerStartException("Redis did not start; its log is %s.".formatted(logFile));
            }
            pause();
        }
    }

    private boolean answers() {
        try (Socket socket = new Socket()) {
            socket.connect(Loopback.address(port), 500);
            socket.setSoTimeout(500);
            socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readNBytes(5), StandardCharsets.US_ASCII).equals("+PONG");
        } catch (IOException e) {
            return false;
        }
    }

    private static void pause() {
        try {
            Thread.sleep(10);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServerStartException("Interrupted while Redis started.", e);
        }
    }

    public String host() {
        return Loopback.HOST;
    }

    public int port() {
        return port;
    }

    @Override
    public String url() {
        return "redis://%s:%d".formatted(host(), port);
    }

    public long pid() {
        return process.pid();
    }

    @Override
    public void close() {
        try (lock) {
            process.destroy();
            if (!process.waitFor(STOP_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
    }
}
