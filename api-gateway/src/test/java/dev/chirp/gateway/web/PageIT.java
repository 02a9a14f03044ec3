package dev.chirp.gateway.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chirp.gateway.TestGateway;
import dev.chirp.gateway.TestGateway.Answer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/** The page, its headers, and what lies beside it. */
class PageIT {
    private final TestGateway gateway = TestGateway.shared();

    @Test
    void servesThePageAndItsDocumentation() {
        Answer page = gateway.get("/");

        assertThat(page.status()).isEqualTo(200);
        assertThat(page.header("Content-Type")).startsWith("text/html");
        assertThat(page.header("Cache-Control")).isEqualTo("no-cache");
        assertThat(gateway.get("/", "If-None-Match", page.header("ETag")).status())
                .isEqualTo(304);
        assertThat(gateway.get("/js/app.js").header("Content-Type")).startsWith("text/javascript");
        assertThat(gateway.get("/docs").body()).contains("REST API");
    }

    @Test
    void letsBrowsersKeepWhatAPageRefersToForEver() {
        List<String> references = references(gateway.get("/").body());

        assertThat(references).hasSizeGreaterThan(4).allSatisfy(reference -> {
            Answer file = gateway.get(reference);
            assertThat(file.status()).isEqualTo(200);
            assertThat(file.header("Cache-Control")).isEqualTo("max-age=31536000, public, immutable");
        });
        assertThat(references(gateway.get("/docs").body())).contains(references.getFirst());
    }

    @Test
    void publishesTheClientOfLiveEventsAsOneModule() {
        Answer module = gateway.get("/chirp.js");

        assertThat(module.header("Content-Type")).startsWith("text/javascript");
        assertThat(module.header("Cache-Control")).isEqualTo("no-cache");
        assertThat(gateway.get("/chirp.js", "If-None-Match", module.header("ETag"))
                        .status())
                .isEqualTo(304);
        assertThat(module.body()).contains("export class ChirpLive").doesNotContain("import ", "innerHTML", "eval(");
    }

    @Test
    void givesPagesOfAnotherReleaseTheFilesOfThisOneWithoutKeepingThem() {
        Answer old = gateway.get("/v/0123456789ab/js/app.js");

        assertThat(old.body()).isEqualTo(gateway.get("/js/app.js").body());
        assertThat(old.header("Cache-Control")).isEqualTo("no-cache");
        assertThat(gateway.get("/v/0123456789ab/js/none.js").status()).isEqualTo(404);
    }

    @Test
    void compressesWhatItServesForThoseWhoAskForIt() throws IOException {
        var compressed = gateway.bytes("/js/app.js", "Accept-Encoding", "br, gzip;q=0.8");
        String etag = compressed.headers().firstValue("ETag").orElseThrow();
        Answer plain = gateway.get("/js/app.js", "Accept-Encoding", "gzip;q=0");

        assertThat(compressed.headers().firstValue("Content-Encoding")).hasValue("gzip");
        assertThat(compressed.headers().firstValue("Vary")).hasValue("Accept-Encoding");
        assertThat(compressed.body()).hasSizeLessThan(plain.body().length());
        assertThat(new GZIPInputStream(new ByteArrayInputStream(compressed.body())).readAllBytes())
                .asString(StandardCharsets.UTF_8)
                .isEqualTo(plain.body());
        assertThat(plain.header("Content-Encoding")).isNull();
        assertThat(plain.header("ETag")).isNotEqualTo(etag);
        assertThat(gateway.get("/js/app.js", "Accept-Encoding", "gzip", "If-None-Match", etag)
                        .status())
                .isEqualTo(304);
    }

    @Test
    void sendsSecurityHeaders() {
        Answer page = gateway.get("/");

        assertThat(page.header("Content-Security-Policy"))
                .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'")
                .doesNotContain("unsafe", "*", "data:");
        assertThat(page.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(page.header("X-Frame-Options")).isEqualTo("DENY");
        assertThat(page.header("Referrer-Policy")).isEqualTo("no-referrer");
        assertThat(gateway.get("/status.json").header("Cache-Control")).isEqualTo("no-cache");
    }

    @Test
    void answersAProblemWhereThereIsNothing() {
        Answer missing = gateway.get("/nothing/here", "Accept", "text/html");
        Answer api = gateway.get("/api/v1/nothing", gateway.newUser().bearer());
        Answer method = gateway.delete("/status.json");

        assertThat(missing.status()).isEqualTo(404);
        assertThat(missing.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(api.code()).isEqualTo("not_found");
        assertThat(method.status()).isEqualTo(405);
        assertThat(method.header("Allow")).contains("GET");
    }

    @Test
    void answersAProblemToABrokenBody() {
        Answer broken = gateway.post(
                "/api/v1/users",
                "application/json",
                java.net.http.HttpRequest.BodyPublishers.ofString("{\"username\": "));

        assertThat(broken.status()).isEqualTo(400);
        assertThat(broken.body()).doesNotContain("Exception", "jackson");
    }

    @Test
    void tellsHowThePlatformIsDoing() {
        Answer status = gateway.get("/status.json");

        assertThat(status.json().get("status").asString()).isEqualTo("ok");
        assertThat(status.json().get("status_sample_count").asLong()).isNotNegative();
        assertThat(status.json().at("/queues/classify").isObject()).isTrue();
        assertThat(gateway.get("/health").json().get("status").asString()).isEqualTo("UP");
    }

    private static List<String> references(String html) {
        return Pattern.compile("(?:src|href)=\"(/[^\"]+\\.(?:js|css|svg))\"")
                .matcher(html)
                .results()
                .map(found -> found.group(1))
                .toList();
    }
}
