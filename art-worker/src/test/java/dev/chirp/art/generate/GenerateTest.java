package dev.chirp.art.generate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chirp.art.recipe.FieldGuide;
import dev.chirp.art.recipe.Recipe;
import dev.chirp.art.sprite.SpriteArtist;
import dev.chirp.art.studio.Studio;
import dev.chirp.art.studio.StudioSettings;
import dev.chirp.storage.FileBlobStore;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;

class GenerateTest {
    private static final SpriteArtist ARTIST = new SpriteArtist(FieldGuide.read());

    @TempDir
    private Path folder;

    @Test
    void answersWithTheStoredSprite() {
        post("""
            {"common_name": "Blue Jay", "scientific_name": "Cyanocitta cristata"}\
            """)
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.image_url")
                .value(url -> assertThat(folder.resolve("art" + ((String) url).substring("/sprites".length())))
                        .exists())
                .jsonPath("$.seed")
                .isEqualTo(SpriteArtist.seedOf("Cyanocitta cristata"))
                .jsonPath("$.palette.length()")
                .value(count -> assertThat((Integer) count).isBetween(4, 15))
                .jsonPath("$.recipe_version")
                .isEqualTo(Recipe.VERSION)
                .jsonPath("$.idle_url")
                .value(url -> assertThat(folder.resolve("art" + ((String) url).substring("/sprites".length())))
                        .exists())
                .jsonPath("$.generic")
                .isEqualTo(false);
        assertThat(folder.resolve("art/Cyanocitta cristata.png")).exists();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "",
                "not json",
                "{\"common_name\": \"x\", \"scientific_name\": \"../x\"}",
                "{\"common_name\": \"x\", \"scientific_name\": \"Parus major\", \"size\": 63}",
                "{\"common_name\": \"x\", \"scientific_name\": \"Parus major\", \"size\": 100000}",
                "{\"common_name\": \"x\", \"scientific_name\": \"Parus major\", \"seed\": -1}",
                "{\"common_name\": \"x\", \"scientific_name\": \"Parus major\", \"seed\": \"many\"}"
            })
    void saysWhatIsWrongWithARequest(String body) {
        post(body)
                .expectStatus()
                .isBadRequest()
                .expectHeader()
                .contentTypeCompatibleWith(MediaType.APPLICATION_PROBLEM_JSON);
    }

    @Test
    void keepsItsOwnFaultsToItself() throws Exception {
        Files.writeString(folder.resolve("art"), "a file where the folder should be");

        post("""
            {"common_name": "Blue Jay", "scientific_name": "Cyanocitta cristata"}\
            """).expectStatus().isEqualTo(500).expectBody().json("""
                {"detail": "Pixel art generation failed."}\
                """);
    }

    private WebTestClient.ResponseSpec post(String body) {
        Studio studio =
                new Studio(ARTIST, new FileBlobStore(folder), new StudioSettings(1, 8, 8), new SimpleMeterRegistry());
        return WebTestClient.bindToController(new GenerateController(studio))
                .controllerAdvice(new GenerateProblems())
                .build()
                .post()
                .uri("/generate")
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue(body)
                .exchange();
    }
}
