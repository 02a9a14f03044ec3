package dev.chirp.gateway.web;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/**
 * The files of {@code classpath:/static/}, read and compressed once and kept in memory, so that no event loop waits for a
 * disk. Pages name their scripts and styles below {@code /v/<hash of all files>/}, which browsers keep for ever: a page
 * never mixes modules of two releases, and a second visit loads the page alone. Everything else is asked for each time
 * and, by ETag, mostly unchanged. A page of an older release gets the files of this one, not to be kept.
 */
@Component
final class StaticFiles {
    private static final String ROOT = "/static/";
    /** Addresses that people type. */
    private static final Map<String, String> SHORT =
            Map.of("/", "/index.html", "/ops", "/index.html", "/docs", "/docs.html");

    /** Of the APIs behind the platform's one address: this service's and device-ingest's. */
    private static final List<String> DESCRIPTIONS = List.of("openapi.json", "openapi-ingest.json");

    private static final Pattern VERSIONED = Pattern.compile("/v/([0-9a-f]+)(/.+)");
    private static final Pattern REFERENCE = Pattern.compile("(?<=(href|src)=\")(?=/[^\"]+\\.(js|css|svg)\")");
    private static final CacheControl FOR_EVER =
            CacheControl.maxAge(Duration.ofDays(365)).cachePublic().immutable();

    private final Map<String, StaticFile> files = new HashMap<>();
    private final String version;

    StaticFiles() throws IOException {
        Map<String, byte[]> found = new TreeMap<>();
        for (String description : DESCRIPTIONS) {
            found.put("/" + description, new ClassPathResource(description).getContentAsByteArray());
        }
        for (Resource resource : new PathMatchingResourcePatternResolver().getResources("classpath*:" + ROOT + "**")) {
            if (resource.isReadable()) {
                String url = resource.getURL().toString();
                String path = url.substring(url.lastIndexOf(ROOT) + ROOT.length() - 1);
                found.putIfAbsent(path, resource.getContentAsByteArray());
            }
        }
        version = versionOf(found);
        found.forEach((path, bytes) ->
                files.put(path, new StaticFile(path, path.endsWith(".html") ? withVersion(bytes) : bytes)));
    }

    boolean serves(ServerRequest request) {
        return request.method().equals(HttpMethod.GET) && files.containsKey(target(request.path()));
    }

    Mono<ServerResponse> answer(ServerRequest request) {
        StaticFile file = files.get(target(request.path()));
        if (file == null) {
            return ServerResponse.notFound().build();
        }
        String accepted = String.join(",", request.headers().header(HttpHeaders.ACCEPT_ENCODING));
        StaticFile.Form form = file.form(accepted);
        return request.checkNotModified(form.etag())
                .switchIfEmpty(Mono.defer(() -> ServerResponse.ok()
                        .contentType(file.type())
                        .cacheControl(caching(request.path()))
                        .varyBy(HttpHeaders.ACCEPT_ENCODING)
                        .eTag(form.etag())
                        .headers(headers -> {
                            if (!form.encoding().isEmpty()) {
                                headers.set(HttpHeaders.CONTENT_ENCODING, form.encoding());
                            }
                        })
                        .bodyValue(form.bytes())));
    }

    private CacheControl caching(String path) {
        Matcher versioned = VERSIONED.matcher(path);
        return versioned.matches() && versioned.group(1).equals(version) ? FOR_EVER : CacheControl.noCache();
    }

    private byte[] withVersion(byte[] page) {
        return REFERENCE
                .matcher(new String(page, StandardCharsets.UTF_8))
                .replaceAll("/v/" + version)
                .getBytes(StandardCharsets.UTF_8);
    }

    private static String versionOf(Map<String, byte[]> files) {
        var all = new ByteArrayOutputStream();
        files.forEach((path, bytes) -> {
            all.writeBytes(path.getBytes(StandardCharsets.UTF_8));
            all.writeBytes(bytes);
        });
        return StaticFile.hash(all.toByteArray()).substring(0, 12);
    }

    private static String target(String path) {
        Matcher versioned = VERSIONED.matcher(path);
        String plain = versioned.matches() ? versioned.group(2) : path;
        return SHORT.getOrDefault(plain, plain);
    }
}
