package dev.chirp.load.fanout;

import dev.chirp.load.process.NginxProcess;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** nginx with the module Nchan, one worker, one channel: whoever connects to {@code /sub} gets what {@code /pub} is sent. */
public final class Nchan implements AutoCloseable {
    /** How to get it, for people. */
    public static final String HOW_TO_GET = """
        no nginx with Nchan: apt-get install nginx libnginx-mod-nchan, or without installing it: apt-get download both, \
        dpkg -x each into load-tests/target/nginx (elsewhere: CHIRP_JAVA_OPTIONS=-Dchirp.nginx=FOLDER)\
        """;

    private static final Path MODULE = Path.of("usr/lib/nginx/modules/ngx_nchan_module.so");
    private final NginxProcess nginx;
    private final HttpClient http = HttpClient.newHttpClient();

    private Nchan(NginxProcess nginx) {
        this.nginx = nginx;
    }

    /** The folder under which nginx and its module lie, if they do. */
    public static Optional<Path> find() {
        return NginxProcess.roots()
                .filter(root -> Files.exists(root.resolve(MODULE)))
                .findFirst();
    }

    /** Starts it with its files in this folder. */
    public static Nchan start(Path root, Path folder) throws IOException, InterruptedException {
        return new Nchan(NginxProcess.start(
                root,
                folder,
                new NginxProcess.Config(
                        "load_module %s;%nworker_rlimit_nofile 20000;".formatted(root.resolve(MODULE)), 19_000, """
                            server {
                                listen 127.0.0.1:PORT backlog=4096;
                                location = /sub { nchan_subscriber websocket; nchan_channel_id bench; }
                                location = /pub { nchan_publisher; nchan_channel_id bench; nchan_store_messages off; }
                            }
                            """)));
    }

    public InetSocketAddress address() {
        return nginx.address();
    }

    /** Of the master; its worker is a child. */
    public long pid() {
        return nginx.pid();
    }

    /** Returns when nginx has accepted it. */
    public void publish(byte[] frame) throws IOException, InterruptedException {
        HttpResponse<Void> answer = http.send(
                HttpRequest.newBuilder(URI.create(nginx.url("pub")))
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
        nginx.close();
    }
}
