package dev.chirp.gateway.web;

import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.MediaTypeFactory;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/**
 * The files of {@code classpath:/static/}, read once and kept in memory, so that no event loop waits for a disk. Browsers
 * ask each time and, by ETag, mostly hear that nothing changed.
 */
@Component
final class StaticFiles {
    private static final String ROOT = "/static/";
    /** Addresses that people type. */
    private static final Map<String, String> SHORT =
            Map.of("/", "/index.html", "/ops", "/index.html", "/docs", "/docs.html");

    private final Map<String, StaticFile> files = new HashMap<>();

    private static final class StaticFile {
        private final byte[] bytes;
        private final MediaType type;
        private final String etag;

        StaticFile(String path, byte[] bytes) {
            this.bytes = bytes;
            this.type = path.endsWith(".js")
                    ? MediaType.valueOf("text/javascript")
                    : MediaTypeFactory.getMediaType(path).orElse(MediaType.APPLICATION_OCTET_STREAM);
            this.etag = "\"" + hash(bytes) + "\"";
        }
    }

    StaticFiles() throws IOException {
        byte[] description = new ClassPathResource("openapi.json").getContentAsByteArray();
        files.put("/openapi.json", new StaticFile("/openapi.json", description));
        for (Resource resource : new PathMatchingResourcePatternResolver().getResources("classpath*:" + ROOT + "**")) {
            if (resource.isReadable()) {
                String url = resource.getURL().toString();
                String path = url.substring(url.lastIndexOf(ROOT) + ROOT.length() - 1);
                files.putIfAbsent(path, new StaticFile(path, resource.getContentAsByteArray()));
            }
        }
    }

    boolean serves(ServerRequest request) {
        return request.method().equals(HttpMethod.GET) && files.containsKey(target(request));
    }

    Mono<ServerResponse> answer(ServerRequest request) {
        StaticFile file = files.get(target(request));
        if (file == null) {
            return ServerResponse.notFound().build();
        }
        return request.checkNotModified(file.etag)
                .switchIfEmpty(Mono.defer(() -> ServerResponse.ok()
                        .contentType(file.type)
                        .cacheControl(CacheControl.noCache())
                        .eTag(file.etag)
                        .bodyValue(file.bytes)));
    }

    private static String target(ServerRequest request) {
        String path = request.path();
        return SHORT.getOrDefault(path, path);
    }

    private static String hash(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes), 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
