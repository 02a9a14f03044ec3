package dev.chirp.gateway.bird;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chirp.gateway.TestGateway;
import dev.chirp.gateway.TestGateway.Answer;
import dev.chirp.gateway.TestPipeline;
import dev.chirp.gateway.TestUser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The collection of birds, and the sprites that everybody may see. */
class BirdIT {
    private final TestGateway gateway = TestGateway.shared();
    private final TestUser user = gateway.newUser();

    @Test
    void collectsABirdOncePerSpecies() {
        TestPipeline.identify(user, gateway.capture(user), "Turdus migratorius", 0.7);
        TestPipeline.identify(user, gateway.capture(user), "Turdus migratorius", 0.9);
        TestPipeline.identify(user, gateway.capture(user), "Parus major", 0.6);

        Answer list = gateway.get("/api/v1/birds", user.bearer());

        assertThat(list.header("X-Total-Count")).isEqualTo("2");
        assertThat(list.json().isArray()).isTrue();
        JsonNode robin = list.json()
                .valueStream()
                .filter(bird -> bird.get("scientific_name").asString().equals("Turdus migratorius"))
                .findFirst()
                .orElseThrow();
        assertThat(robin.get("count").asLong()).isEqualTo(2);
        assertThat(robin.get("best_confidence").asDouble()).isEqualTo(0.9);
        assertThat(robin.get("pixel_art_url").asString()).isEqualTo("/sprites/abcdef0123456789.png");
        assertThat(robin.propertyNames()).contains("id", "common_name", "first_heard_at", "last_heard_at");
    }

    @Test
    void linksItsPages() {
        TestPipeline.identify(user, gateway.capture(user), "Turdus migratorius", 0.7);
        TestPipeline.identify(user, gateway.capture(user), "Parus major", 0.6);

        Answer first = gateway.get("/api/v1/birds?size=1", user.bearer());

        assertThat(first.json()).hasSize(1);
        assertThat(first.header("Link"))
                .contains("</api/v1/birds?page=2&size=1>; rel=\"next\"", "rel=\"first\"", "rel=\"last\"")
                .doesNotContain("prev");
    }

    @Test
    void showsABirdWithItsCaptures() {
        long capture = gateway.capture(user);
        TestPipeline.identify(user, capture, "Erithacus rubecula", 0.7);
        long id = gateway.get("/api/v1/birds", user.bearer()).json().at("/0/id").asLong();

        JsonNode bird = gateway.get("/api/v1/birds/" + id, user.bearer()).json();

        assertThat(bird.get("scientific_name").asString()).isEqualTo("Erithacus rubecula");
        assertThat(bird.at("/captures/0/id").asLong()).isEqualTo(capture);
    }

    @Test
    void hidesABirdThatTheUserNeverHeard() {
        TestUser other = gateway.newUser();
        TestPipeline.identify(other, gateway.capture(other), "Passer domesticus", 0.7);
        long id =
                gateway.get("/api/v1/birds", other.bearer()).json().at("/0/id").asLong();

        assertThat(gateway.get("/api/v1/birds/" + id, user.bearer()).status()).isEqualTo(404);
    }

    @Test
    void servesSpritesToEverybodyForEver() throws IOException {
        Path sprite = gateway.storage().resolve("art/0123456789abcdef.png");
        Files.createDirectories(sprite.getParent());
        Files.write(sprite, new byte[] {1, 2, 3});

        var served = gateway.bytes("/sprites/0123456789abcdef.png");

        assertThat(served.body()).isEqualTo(new byte[] {1, 2, 3});
        assertThat(served.headers().firstValue("Cache-Control")).hasValue("max-age=31536000, public, immutable");
        assertThat(served.headers().firstValue("ETag")).hasValue("\"0123456789abcdef\"");
        assertThat(gateway.bytes("/sprites/0123456789abcdef.png", "If-None-Match", "\"0123456789abcdef\"")
                        .statusCode())
                .isEqualTo(304);
        assertThat(gateway.get("/sprites/fedcba9876543210.png").status()).isEqualTo(404);
        assertThat(gateway.get("/sprites/0123456789abcdef-idle.png").status()).isEqualTo(404);
        Files.write(gateway.storage().resolve("art/0123456789abcdef-idle.png"), new byte[] {4, 5});
        var idle = gateway.bytes("/sprites/0123456789abcdef-idle.png");
        assertThat(idle.body()).isEqualTo(new byte[] {4, 5});
        assertThat(idle.headers().firstValue("ETag")).hasValue("\"0123456789abcdef-idle\"");
        assertThat(gateway.get("/sprites/..%2f..%2fsecrets.png").code()).isEqualTo("invalid_request");
        assertThat(gateway.bytes("/sprites/placeholder.png").body()).startsWith(0x89, 'P', 'N', 'G');
    }
}
