package dev.chirp.helm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What every profile renders, line by line, so that a change of a template is seen in a review as what it changes. Written anew
 * by {@code ./mvnw test -pl helm -am -Dhelm.golden=write -Dtest='dev.chirp.helm.*'
 * -Dsurefire.failIfNoSpecifiedTests=false}.
 */
class GoldenTest {
    static Stream<Arguments> renderings() {
        return Arrays.stream(Profile.values())
                .flatMap(profile -> Charts.KUBERNETES.stream().map(version -> Arguments.of(profile, version)));
    }

    @ParameterizedTest
    @MethodSource("renderings")
    void rendersWhatWasReviewed(Profile profile, String kubernetes) throws IOException {
        String rendered = Charts.render(profile, kubernetes, Map.of()).text();

        expect(rendered, Path.of("src", "test", "golden", "%s-%s.yaml".formatted(profile, kubernetes)));
    }

    /** Compares with the file, or writes it. */
    static void expect(String text, Path file) throws IOException {
        if ("write".equals(System.getProperty("helm.golden"))) {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.writeString(file, text);
        }
        assertThat(text).as("%s (-Dhelm.golden=write writes it anew)", file).isEqualTo(Files.readString(file));
    }
}
