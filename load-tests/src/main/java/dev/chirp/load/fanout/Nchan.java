package dev.chirp.load.fanout;

import dev.chirp.load.process.Ports;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** nginx with the module Nchan, one worker, one channel: whoever connects to {@code /sub} gets what {@code /pub} is sent. */
public final class Nchan implements AutoCloseable {
    /** How to get it, for people. */
    public static final String HOW_TO_GET = """
        no nginx with Nchan: apt-get install nginx libnginx-mod-nchan, or without installing it: apt-get download both, \
        dpkg -x each into load-tests/target/nginx (elsewhere: CHIRP_JAVA_OPTIONS=-Dchirp.nginx=FOLDER)\
        """;

    private static final Path MODULE = Path.of("usr/lib/nginx/modules/ngx_nchan_module.so");
    private static final Path BINARY = Path.of("usr/sbin/nginx");
    private final Process process;
    private final int port;
    private final HttpClient http = HttpClient.newHttpClient();

    private Nchan(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** The folder under which nginx and its module lie, if they do. */
    public static Optional<Path> find() {
        return Stream.of(
                        Path.of(System.getProperty("chirp.nginx", "load-tests/target/nginx"))
                                .toAbsolutePath(),
                        Path.of("/"))
                .filter(root -> Files.isExecutable(root.resolve(BINARY)) && Files.exists(root.resolve(MODULE)))
                .findFirst();
    }

    /** Starts it in the foreground, with its files in this folder. */
    public static Nchan start(Path root, Path folder) throws IOException, InterruptedException {
        int port = Ports.free();
        Path config = folder.resolve("nginx.conf");
        Files.writeString(config, """
            load_module %s;
            daemon off;
            worker_processes 1;
            worker_rlimit_nofile 20000;
            pid %2$s/nginx.pid;
            error_log %2$s/error.log;
            events { worker_connections 19000; }
            http {
                access_log off;
                client_body_temp_path %2$s/body;
                proxy_temp_path %2$s/proxy;
                fastcgi_temp_path %2$s/fastcgi;
                uwsgi_temp_path %2$s/uwsgi;
                scgi_temp_path %2$s/scgi;
                server {
                    listen 127.0.0.1:%3$d backlog=4096;
                    location = /sub { nchan_subscriber websocket; nchan_channel_id bench; }
                    location = /pub { nchan_publisher; nchan_channel_id bench; nchan_store_messages off; }
                }
            }
            """.formatted(root.resolve(MODULE), folder, port));
        Process process = new ProcessBuilder(
                        root.resolve(BINARY).toString(), "-p", folder.toString(), "-c", config.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("nginx.log").toFile())
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy, "stop-nginx"));
        Nchan nchan = new Nchan(process, port);
        nchan.awaitUp(folder);
        return nchan;
    }

    private void awaitUp(Path folder) throws IOException, InterruptedException {
        for (int attempt = 0; attempt < 100 && process.isAlive(); attempt++) {
            try (Socket socket = new Socket()) {
                socket.connect(address(), 500);
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

    /** Of the master; its worker is a child. */
    public long pid() {
        return process.pid();
    }

    /** Returns when nginx has accepted it. */
    public void publish(byte[] frame) throws IOException, InterruptedException {
        HttpResponse<Void> answer = http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/pub"))
                        .POST(HttpRequest.BodyPublishers.ofByteArray(frame))
                        .build(),
                HttpResponse.BodyHandlers.discarding());
        if (answer.statusCode() / 100 != 2) {
            throw new IOException("nginx answered " + answer.statusCode());
        }
    }

    @Override
    public void close() {
        http.close();
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
