package dev.chirp.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Helm itself finds nothing to say, and the charts can be put together as the README says. */
class LintTest {
    @ParameterizedTest
    @EnumSource
    void isCleanWithEveryProfile(Profile profile) throws IOException {
        // Given
        Path chart = Charts.staged(Path.of("target", "lint-" + profile)).resolve(Charts.UMBRELLA);
        JsonNode values = Yaml.read(chart.resolve("values.yaml"));
        profile.files().forEach(file -> merge((ObjectNode) values, Yaml.read(file)));
        Files.writeString(chart.resolve("values.yaml"), Yaml.write(values));

        // When
        LintResult result = new Helm(chart).lint().strict().call();

        // Then
        assertThat(result.isFailed()).as(result.getMessages().toString()).isFalse();
    }

    static List<String> charts() {
        return Charts.SERVICES;
    }

    @ParameterizedTest
    @MethodSource("charts")
    void isCleanChartByChart(String service) throws IOException {
        // Given: the global values that the umbrella hands down
        Path charts = Charts.staged(Path.of("target", "lint-" + service));
        Path chart = charts.resolve(service);
        Charts.copy(
                Charts.SOURCES.resolve(Charts.LIBRARY), chart.resolve("charts").resolve(Charts.LIBRARY));
        ObjectNode values = (ObjectNode) Yaml.read(chart.resolve("values.yaml"));
        values.set(
                "global",
                Yaml.read(charts.resolve(Charts.UMBRELLA).resolve("values.yaml"))
                        .path("global"));
        Files.writeString(chart.resolve("values.yaml"), Yaml.write(values));

        // When
        LintResult result = new Helm(chart).lint().strict().call();

        // Then
        assertThat(result.isFailed()).as(result.getMessages().toString()).isFalse();
    }

    @Test
    void isPutTogetherByOneCommandWithoutANetwork() throws IOException {
        // Given: nothing vendored
        Path chart = Charts.staged(Path.of("target", "packaged")).resolve(Charts.UMBRELLA);
        String staged = Charts.render(chart, Profile.HA, Charts.KUBERNETES.getLast(), Map.of())
                .text();
        Charts.delete(chart.resolve("charts"));

        // When
        new Helm(chart).dependency().update().call();

        // Then
        assertThat(Charts.render(chart, Profile.HA, Charts.KUBERNETES.getLast(), Map.of())
                        .text())
                .isEqualTo(staged);
    }

    private static void merge(ObjectNode values, JsonNode over) {
        over.properties().forEach(entry -> {
            if (entry.getValue().isObject() && values.path(entry.getKey()).isObject()) {
                merge((ObjectNode) values.path(entry.getKey()), entry.getValue());
            } else {
                values.set(entry.getKey(), entry.getValue());
            }
        });
    }
}
