package dev.chirp.embedded;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import redis.embedded.core.ExecutableProvider;

/** A Redis server as a child process that keeps nothing on disk. */
public final class RedisServer implements Redis {
    private static final Duration START_TIMEOUT = Duration.ofSeconds(20);
    private static final Duration EXECUTABLE_PAUSE = Duration.ofMillis(20);
    private static final int EXECUTABLE_ATTEMPTS = 100;

    private final int port;
    private final Path program;
    private final FolderLock lock;
    private final ChildProcess process;

    private RedisServer(int port, Path program, FolderLock lock, ChildProcess process) {
        this.port = port;
        this.program = program;
        this.lock = lock;
        this.process = process;
    }

    /** Blocks until the server answers. */
    public static RedisServer start(RedisSettings settings) {
        FolderLock lock = FolderLock.take(settings.folder());
        try {
            Path folder = settings.folder().toAbsolutePath().normalize();
            ChildProcess.stopLeftOver("redis-server", folder);
            int port = Loopback.claim(settings.port(), "Redis");
            Path program = ExecutableProvider.newJarResourceProvider(folder.toFile())
                    .get()
                    .toPath();
            awaitExecutable(program);
            Path config = folder.resolve("redis.conf");
            Files.writeString(config, configuration(folder, port, settings.primaryPort()));
            RedisServer server = new RedisServer(
                    port,
                    program,
                    lock,
                    ChildProcess.start(
                            "Redis", "redis-server", folder, List.of(program.toString(), config.toString())));
            server.process.await(server::answers, START_TIMEOUT);
            return server;
        } catch (IOException e) {
            lock.close();
            throw new ServerStartException("Redis did not start: " + e.getMessage(), e);
        } catch (RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    /**
     * A process that another thread forked while the file was being written holds it open for a moment, until it becomes
     * another program; meanwhile the kernel does not run it ("Text file busy").
     */
    private static void awaitExecutable(Path program) throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                Process version = new ProcessBuilder(program.toString(), "--version")
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
                version.waitFor();
                return;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new ServerStartException("Interrupted while Redis started.", e);
            } catch (IOException e) {
                if (attempt == EXECUTABLE_ATTEMPTS) {
                    throw e;
                }
                LockSupport.parkNanos(EXECUTABLE_PAUSE.toNanos());
            }
        }
    }

    private static String configuration(Path folder, int port, int primaryPort) {
        String own = """
            bind %s
            port %d
            dir "%s"
            save ""
            appendonly no
            maxmemory-policy noeviction
            """.formatted(Loopback.HOST, port, folder);
        return primaryPort == 0 ? own : own + "replicaof %s %d\n".formatted(Loopback.HOST, primaryPort);
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

    /** The executable, unpacked. */
    Path program() {
        return program;
    }

    @Override
    public void close() {
        try (lock) {
            process.close();
        }
    }
}
