package dev.chirp.helm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chirp.load.meter.DocumentedMeters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** What Prometheus and Grafana get. */
class MonitoringTest {
    private static final Path CHART = Charts.SOURCES.resolve(Charts.UMBRELLA);
    private static final Path DOCS = Path.of("..", "docs");
    private static final Pattern METER = Pattern.compile("\\b[a-z0-9]+(?:_[a-z0-9]+)+\\b(?=[{\\[)]|$)");
    /** Those of the brokers' own exporter. */
    private static final Pattern OF_BROKERS = Pattern.compile("kafka_server_");

    private static final Rendering RENDERING = Charts.render(Profile.HA);

    static Stream<Path> rules() throws IOException {
        return files("alerts").filter(file -> !file.toString().endsWith(".test.yaml"));
    }

    static Stream<Path> dashboards() throws IOException {
        return files("dashboards");
    }

    private static Stream<Path> files(String folder) throws IOException {
        return Files.list(CHART.resolve(folder)).sorted();
    }

    @ParameterizedTest
    @MethodSource("rules")
    void rendersTheRulesThatPromtoolTests(Path file) {
        String name = file.getFileName().toString().replace(".yaml", "");

        assertThat(RENDERING.one("PrometheusRule", name).path("spec")).isEqualTo(Yaml.read(file));
    }

    @ParameterizedTest
    @MethodSource("rules")
    void testsEveryRuleAndSaysWhatToDo(Path file) {
        String tests = Yaml.text(Path.of(file.toString().replace(".yaml", ".test.yaml")));
        for (JsonNode group : Yaml.read(file).path("groups")) {
            for (JsonNode rule : alerts(group)) {
                assertThat(tests).contains("alertname: " + rule.path("alert").asString());
                assertThat(DOCS.resolve("runbook")
                                .resolve(rule.at("/labels/runbook").asString() + ".md"))
                        .exists();
            }
        }
    }

    private static List<JsonNode> alerts(JsonNode group) {
        return group.path("rules")
                .valueStream()
                .filter(rule -> rule.has("alert"))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("rules")
    void asksForMetersThatAreDocumented(Path file) {
        for (JsonNode group : Yaml.read(file).path("groups")) {
            for (JsonNode rule : group.path("rules")) {
                String expression = rule.path("expr").asString();
                assertThat(METER.matcher(expression).results().map(java.util.regex.MatchResult::group))
                        .as(expression)
                        .filteredOn(meter -> !OF_BROKERS.matcher(meter).lookingAt())
                        .allMatch(MonitoringTest::isDocumented);
            }
        }
    }

    private static boolean isDocumented(String series) {
        return DocumentedMeters.of(series).isPresent();
    }

    @Test
    void looksAtEveryService() {
        List<String> deployments =
                RENDERING.ofKind("Deployment").map(Rendering::nameOf).toList();

        assertThat(RENDERING.ofKind("ServiceMonitor").map(Rendering::nameOf))
                .containsExactlyInAnyOrderElementsOf(deployments);
        assertThat(RENDERING.ofKind("ServiceMonitor")).allSatisfy(monitor -> {
            JsonNode service = RENDERING.one("Service", Rendering.nameOf(monitor));
            assertThat(monitor.at("/spec/selector/matchLabels").properties())
                    .isSubsetOf(service.at("/metadata/labels").properties());
            assertThat(service.findValuesAsString("name"))
                    .contains(monitor.at("/spec/endpoints/0/port").asString());
            assertThat(monitor.at("/metadata/labels/release").asString()).isEqualTo("prometheus");
        });
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void showsMetersThatAreDocumented(Path file) {
        List<JsonNode> panels = Yaml.read(file).path("panels").valueStream().toList();

        assertThat(panels).isNotEmpty();
        for (JsonNode panel : panels) {
            for (JsonNode query : panel.path("queries")) {
                String expression = query.path("expr").asString();
                List<String> meters = METER.matcher(expression)
                        .results()
                        .map(java.util.regex.MatchResult::group)
                        .toList();
                assertThat(meters).as(expression).isNotEmpty();
                assertThat(meters).as(panel.path("title").asString()).allMatch(MonitoringTest::isDocumented);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void handsDashboardsToGrafana(Path file) {
        String name = file.getFileName().toString().replace(".yaml", "");
        JsonNode board = Yaml.read(file);
        JsonNode map = RENDERING.one("ConfigMap", "dashboard-" + name);
        JsonNode grafana =
                Yaml.documents(map.path("data").path(name + ".json").asString()).getFirst();

        assertThat(map.at("/metadata/labels/grafana_dashboard").asString()).isEqualTo("1");
        assertThat(grafana.path("title")).isEqualTo(board.path("title"));
        assertThat(grafana.path("refresh").asString()).isEqualTo("30s");
        assertThat(grafana.path("panels").findValuesAsString("expr"))
                .isNotEmpty()
                .isEqualTo(board.path("panels").findValuesAsString("expr"));
        assertThat(grafana.path("panels").findValuesAsString("title"))
                .isEqualTo(board.path("panels").findValuesAsString("title"));
    }

    @Test
    void asksForNothingOfItUnlessItIsWanted() {
        Rendering without =
                Charts.render(Profile.HA, Charts.KUBERNETES.getLast(), Map.of("global.monitoring.enabled", false));

        assertThat(without.objects())
                .extracting(object -> object.path("kind").asString())
                .doesNotContain("ServiceMonitor", "PrometheusRule", "ConfigMap");
    }
}
