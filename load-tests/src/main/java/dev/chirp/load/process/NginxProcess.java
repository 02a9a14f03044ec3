package dev.chirp.load.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** An nginx in the foreground with one worker, as a peer to measure beside; all its files lie in one folder. */
public final class NginxProcess implements AutoCloseable {
    private static final Path BINARY = Path.of("usr/sbin/nginx");
    private static final int CONNECT_MILLIS = 500;
    private final Process process;
    private final int port;

    private NginxProcess(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Folders that have an nginx: {@code -Dchirp.nginx}, else {@code load-tests/target/nginx}, and the system's own. */
    public static Stream<Path> roots() {
        return Stream.of(
                        Path.of(System.getProperty("chirp.nginx", "load-tests/target/nginx"))
                                .toAbsolutePath(),
                        Path.of("/"))
                .filter(root -> Files.isExecutable(binary(root)));
    }

    public static Path binary(Path root) {
        return root.resolve(BINARY);
    }

    /**
     * What it is to do.
     *
     * @param main directives before everything else
     * @param connections that it may have at once
     * @param http what stands in {@code http}; listens on {@code 127.0.0.1:PORT}
     */
    public record Config(String main, int connections, String http) {}

    /** Returns when it takes connections. */
    public static NginxProcess start(Path root, Path folder, Config config) throws IOException, InterruptedException {
        int port = Ports.free();
        Path file = folder.resolve("nginx.conf");
        Files.writeString(file, """
            %s
            daemon off;
            worker_processes 1;
            pid %2$s/nginx.pid;
            error_log %2$s/error.log;
            events { worker_connections %3$d; }
            http {
                access_log off;
                client_body_temp_path %2$s/body;
                proxy_temp_path %2$s/proxy;
                fastcgi_temp_path %2$s/fastcgi;
                uwsgi_temp_path %2$s/uwsgi;
                scgi_temp_path %2$s/scgi;
                %4$s
            }
            """.formatted(
                config.main(), folder, config.connections(), config.http().replace("PORT", Integer.toString(port))));
        Process process = new ProcessBuilder(
                        binary(root).toString(),
                        "-p",
                        folder.toString(),
                        "-c",
                        file.toString(),
                        "-e",
                        folder + "/start.log")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("nginx.log").toFile())
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy, "stop-nginx"));
        NginxProcess nginx = new NginxProcess(process, port);
        nginx.awaitUp(folder);
        return nginx;
    }

    private void awaitUp(Path folder) throws IOException, InterruptedException {
        for (int attempt = 0; attempt < 100 && process.isAlive(); attempt++) {
            try (Socket socket = new Socket()) {
                socket.connect(address(), CONNECT_MILLIS);
                return;
            } catch (IOException e) {
                Thread.sleep(50);
            }
        }
        process.destroy();
        throw new IOException("nginx did not start: " + Files.readString(folder.resolve("nginx.log")));
    }

    public InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    /** {@code http://127.0.0.1:PORT/path}. */
    public String url(String path) {
        return "http://127.0.0.1:%d/%s".formatted(port, path);
    }

    /** Of the master; its worker is a child. */
    public long pid() {
        return process.pid();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
