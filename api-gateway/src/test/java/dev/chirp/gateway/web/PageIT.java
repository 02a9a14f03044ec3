package dev.chirp.gateway.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chirp.gateway.TestGateway;
import dev.chirp.gateway.TestGateway.Answer;
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
    void sendsSecurityHeaders() {
        Answer page = gateway.get("/");

        assertThat(page.header("Content-Security-Policy")).contains("default-src 'self'", "frame-ancestors 'none'");
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
        assertThat(status.json().get("status_sample_count").asLong()).isZero();
        assertThat(status.json().at("/queues/classify").isObject()).isTrue();
        assertThat(gateway.get("/health").json().get("status").asString()).isEqualTo("UP");
    }
}
