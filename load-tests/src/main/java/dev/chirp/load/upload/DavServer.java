package dev.chirp.load.upload;

import dev.chirp.load.process.Ports;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** nginx with its DAV module, one worker: {@code PUT /NAME} becomes a file. */
public final class DavServer implements AutoCloseable {
    /** How to get it, for people. */
    public static final String HOW_TO_GET = """
        no nginx with its DAV module: apt-get install nginx, or without installing it: apt-get download nginx, \
        dpkg -x it into load-tests/target/nginx (elsewhere: CHIRP_JAVA_OPTIONS=-Dchirp.nginx=FOLDER)\
        """;

    private static final Path BINARY = Path.of("usr/sbin/nginx");
    private final Process process;
    private final int port;

    private DavServer(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** The nginx that there is, if it has the module. */
    public static Optional<Path> find() throws IOException {
        for (Path binary : Stream.of(
                        Path.of(System.getProperty("chirp.nginx", "load-tests/target/nginx"))
                                .toAbsolutePath(),
                        Path.of("/"))
                .map(root -> root.resolve(BINARY))
                .filter(Files::isExecutable)
                .toList()) {
            Process version = new ProcessBuilder(binary.toString(), "-V")
                    .redirectErrorStream(true)
                    .start();
            if (new String(version.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                    .contains("http_dav_module")) {
                return Optional.of(binary);
            }
        }
        return Optional.empty();
    }

    /** Starts it in the foreground, with all its files in this folder. */
    public static DavServer start(Path binary, Path folder) throws IOException, InterruptedException {
        int port = Ports.free();
        Files.createDirectories(folder.resolve("files"));
        Path config = folder.resolve("nginx.conf");
        // Started by root it would otherwise work as somebody who may not write here; others cannot choose.
        Files.writeString(config, """
            daemon off;
            user %3$s;
            worker_processes 1;
            pid %1$s/nginx.pid;
            error_log %1$s/error.log;
            events { worker_connections 100; }
            http {
                access_log off;
                client_body_temp_path %1$s/files/.body;
                proxy_temp_path %1$s/proxy;
                fastcgi_temp_path %1$s/fastcgi;
                uwsgi_temp_path %1$s/uwsgi;
                scgi_temp_path %1$s/scgi;
                client_max_body_size 0;
                server {
                    listen 127.0.0.1:%2$d;
                    root %1$s/files;
                    location / { dav_methods PUT DELETE; }
                }
            }
            """.formatted(folder, port, System.getProperty("user.name")));
        Process process = new ProcessBuilder(
                        binary.toString(),
                        "-p",
                        folder.toString(),
                        "-c",
                        config.toString(),
                        "-e",
                        folder + "/start.log")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("nginx.log").toFile())
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy, "stop-nginx"));
        DavServer server = new DavServer(process, port);
        server.awaitUp(folder);
        return server;
    }

    private void awaitUp(Path folder) throws IOException, InterruptedException {
        for (int attempt = 0; attempt < 100 && process.isAlive(); attempt++) {
            try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return;
            } catch (IOException e) {
                Thread.sleep(50);
            }
        }
        process.destroy();
        throw new IOException("nginx did not start: " + Files.readString(folder.resolve("nginx.log")));
    }

    /** Where a file of this name is put. */
    public String url(String name) {
        return "http://127.0.0.1:%d/%s".formatted(port, name);
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
