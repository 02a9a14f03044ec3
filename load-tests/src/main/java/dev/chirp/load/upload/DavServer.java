package dev.chirp.load.upload;

import dev.chirp.load.process.NginxProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** nginx with its DAV module, one worker: {@code PUT /NAME} becomes a file. */
public final class DavServer implements AutoCloseable {
    /** How to get it, for people. */
    public static final String HOW_TO_GET = """
        no nginx with its DAV module: apt-get install nginx, or without installing it: apt-get download nginx, \
        dpkg -x it into load-tests/target/nginx (elsewhere: CHIRP_JAVA_OPTIONS=-Dchirp.nginx=FOLDER)\
        """;

    private final NginxProcess nginx;

    private DavServer(NginxProcess nginx) {
        this.nginx = nginx;
    }

    /** The folder of an nginx that has the module. */
    public static Optional<Path> find() throws IOException {
        for (Path root : NginxProcess.roots().toList()) {
            Process version = new ProcessBuilder(NginxProcess.binary(root).toString(), "-V")
                    .redirectErrorStream(true)
                    .start();
            if (new String(version.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                    .contains("http_dav_module")) {
                return Optional.of(root);
            }
        }
        return Optional.empty();
    }

    /** Starts it with all its files in this folder. */
    public static DavServer start(Path root, Path folder) throws IOException, InterruptedException {
        Files.createDirectories(folder.resolve("files"));
        // Started by root it would otherwise work as somebody who may not write here; others cannot choose.
        return new DavServer(NginxProcess.start(
                root,
                folder,
                new NginxProcess.Config(
                        "user %s;".formatted(System.getProperty("user.name")), 100, """
                            client_max_body_size 0;
                            server {
                                listen 127.0.0.1:PORT;
                                root %s/files;
                                location / { dav_methods PUT DELETE; }
                            }
                            """.formatted(folder))));
    }

    /** Where a file of this name is put. */
    public String url(String name) {
        return nginx.url(name);
    }

    @Override
    public void close() {
        nginx.close();
    }
}
