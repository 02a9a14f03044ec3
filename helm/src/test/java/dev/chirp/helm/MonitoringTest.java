package dev.chirp.helm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chirp.helm.Selector.Condition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** What Prometheus and Grafana get. */
class MonitoringTest {
    private static final Path CHART = Charts.SOURCES.resolve(Charts.UMBRELLA);
    private static final Path RUNBOOK = Path.of("..", "docs", "runbook");
    private static final String TESTS = ".test.yaml";

    private static final Rendering RENDERING = Charts.render(Profile.HA);

    static Stream<JsonNode> rules() {
        return rulesOf(RENDERING);
    }

    static Stream<JsonNode> alerts() {
        return rules().filter(rule -> rule.has("alert"));
    }

    private static Stream<JsonNode> rulesOf(Rendering rendering) {
        return rendering
                .ofKind("PrometheusRule")
                .flatMap(object -> object.at("/spec/groups").valueStream())
                .flatMap(group -> group.path("rules").valueStream());
    }

    private static JsonNode alert(Rendering rendering, String name) {
        return rulesOf(rendering)
                .filter(rule -> nameOf(rule).equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static String nameOf(JsonNode rule) {
        return rule.path("alert").asString("");
    }

    static Stream<Path> dashboards() throws IOException {
        return files("dashboards");
    }

    private static Stream<Path> files(String folder) throws IOException {
        return Files.list(CHART.resolve(folder)).sorted();
    }

    @Test
    void handsAllRulesToPrometheus() throws IOException {
        assertThat(RENDERING.ofKind("PrometheusRule").map(Rendering::nameOf))
                .containsExactlyInAnyOrderElementsOf(files("alerts")
                        .map(file -> file.getFileName().toString())
                        .filter(file -> !file.endsWith(TESTS))
                        .map(file -> file.replace(".yaml", ""))
                        .toList());
        assertThat(alerts().map(MonitoringTest::nameOf)).doesNotHaveDuplicates();
    }

    /** One Prometheus may watch several organisations, each of which has these rules in its namespace. */
    @ParameterizedTest
    @MethodSource("rules")
    void looksAtTheReleasesOwnNamespaceAlone(JsonNode rule) {
        assertThat(selectorsOf(rule))
                .isNotEmpty()
                .allMatch(selector -> selector.conditions().contains(new Condition("namespace", "=", "birds")));
        assertThat(rule.path("expr").asString()).doesNotContain("$");
    }

    private static List<Selector> selectorsOf(JsonNode query) {
        return Selector.of(query.path("expr").asString());
    }

    @ParameterizedTest
    @MethodSource("rules")
    void asksForSeriesThatThereAre(JsonNode rule) {
        Set<String> recorded =
                rules().map(any -> any.path("record").asString("")).collect(Collectors.toSet());

        assertThat(selectorsOf(rule))
                .extracting(Selector::series)
                .allMatch(((Predicate<String>) recorded::contains).or(KnownSeries::isThere));
    }

    @ParameterizedTest
    @MethodSource("rules")
    void namesLabelsAndValuesThatTheyCanHave(JsonNode rule) {
        assertNamesWhatThereIs(selectorsOf(rule));
    }

    private static void assertNamesWhatThereIs(List<Selector> selectors) {
        assertThat(selectors)
                .allSatisfy(selector -> assertThat(selector.conditions())
                        .as(selector.series())
                        .allMatch(condition -> KnownSeries.canHave(selector.series(), condition)));
    }

    /** What promtool is asked of an alert. */
    private record Case(String alert, List<JsonNode> expected) {}

    private static List<Case> cases() throws IOException {
        return files("alerts")
                .filter(file -> file.toString().endsWith(TESTS))
                .flatMap(file -> Yaml.read(file).path("tests").valueStream())
                .flatMap(test -> test.path("alert_rule_test").valueStream())
                .map(test -> new Case(
                        test.path("alertname").asString(),
                        test.path("exp_alerts").valueStream().toList()))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("alerts")
    void firesInOneCaseAndIsSilentInAnother(JsonNode alert) throws IOException {
        List<Case> ofIt = cases().stream()
                .filter(any -> any.alert().equals(nameOf(alert)))
                .toList();

        assertThat(ofIt).anyMatch(any -> any.expected().isEmpty());
        assertThat(ofIt).anyMatch(any -> !any.expected().isEmpty());
        assertThat(ofIt)
                .flatExtracting(Case::expected)
                .allMatch(expected ->
                        expected.at("/exp_labels/namespace").asString().equals("birds"));
    }

    static Stream<String> rulesFiles() {
        return RENDERING.ofKind("PrometheusRule").map(Rendering::nameOf);
    }

    /** From the first evaluation that finds its condition, which its own window may delay. */
    @ParameterizedTest
    @MethodSource("rulesFiles")
    void firesWithinAMinuteUnlessTheFileSaysWhyNot(String file) {
        String text = Yaml.text(CHART.resolve("alerts").resolve(file + ".yaml"));
        for (JsonNode group : RENDERING.one("PrometheusRule", file).at("/spec/groups")) {
            Duration interval = duration(group.path("interval"));
            assertThat(group.path("rules").valueStream())
                    .filteredOn(
                            rule -> interval.plus(duration(rule.path("for"))).compareTo(Duration.ofMinutes(1)) > 0)
                    .extracting(MonitoringTest::nameOf)
                    .allMatch(text.substring(0, text.indexOf("groups:"))::contains);
        }
    }

    private static Duration duration(JsonNode value) {
        return Duration.parse("PT" + value.asString("0s"));
    }

    @Test
    void triesNoAlertThatIsNotThere() throws IOException {
        assertThat(alerts().map(MonitoringTest::nameOf))
                .containsAll(cases().stream().map(Case::alert).toList());
    }

    @ParameterizedTest
    @MethodSource("alerts")
    void saysHowUrgentItIsAndWhatToDo(JsonNode alert) {
        Path page = RUNBOOK.resolve(alert.at("/labels/runbook").asString() + ".md");

        assertThat(alert.at("/labels/severity").asString()).isIn("page", "ticket");
        assertThat(alert.at("/annotations/summary").asString()).isNotBlank();
        assertThat(page).exists();
        assertThat(Yaml.text(page)).contains("`" + nameOf(alert) + "`");
        assertThat(alert.at("/annotations/runbook_url").isMissingNode()).isTrue();
    }

    @Test
    void leadsToTheRunbookWhereItIsKnown() {
        Rendering rendering = Charts.render(
                Profile.HA,
                Charts.KUBERNETES.getLast(),
                Map.of("global.monitoring.runbookUrl", "https://git.example/chirp/docs/runbook/"));

        assertThat(rulesOf(rendering).filter(rule -> rule.has("alert")))
                .allMatch(alert -> alert.at("/annotations/runbook_url")
                        .asString()
                        .equals("https://git.example/chirp/docs/runbook/%s.md"
                                .formatted(alert.at("/labels/runbook").asString())));
    }

    @ParameterizedTest
    @CsvSource({"250m, 0.25", "1500m, 1.5", "2, 2", "0.5, 0.5"})
    void comparesDeviceIngestWithWhatItAsksFor(String cpu, String cores) {
        Rendering rendering = Charts.render(
                Profile.HA, Charts.KUBERNETES.getLast(), Map.of("device-ingest.resources.requests.cpu", cpu));

        assertThat(alert(rendering, "DeviceIngestBusy").path("expr").asString()).endsWith("> 0.7 * " + cores);
    }

    @Test
    void missesNoServiceThatIsNotInstalled() {
        Rendering rendering =
                Charts.render(Profile.HA, Charts.KUBERNETES.getLast(), Map.of("device-ingest.enabled", false));

        assertThat(selectorsOf(alert(RENDERING, "ServiceAway")))
                .extracting(MonitoringTest::serviceOf)
                .containsExactlyElementsOf(Charts.SERVICES);
        assertThat(selectorsOf(alert(rendering, "ServiceAway")))
                .extracting(MonitoringTest::serviceOf)
                .containsExactlyElementsOf(Charts.SERVICES.stream()
                        .filter(service -> !service.equals("device-ingest"))
                        .toList());
    }

    private static String serviceOf(Selector selector) {
        return selector.conditions().stream()
                .filter(condition -> condition.label().equals("service"))
                .map(Condition::value)
                .findFirst()
                .orElseThrow();
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
    void showsSeriesThatThereAreOfTheChosenNamespace(Path file) {
        List<JsonNode> queries = Yaml.read(file)
                .path("panels")
                .valueStream()
                .flatMap(panel -> panel.path("queries").valueStream())
                .toList();

        assertThat(queries).isNotEmpty();
        assertThat(queries).allSatisfy(query -> {
            List<Selector> selectors = selectorsOf(query);
            assertThat(selectors)
                    .isNotEmpty()
                    .allMatch(selector -> KnownSeries.isThere(selector.series()))
                    .allMatch(
                            selector -> selector.conditions().contains(new Condition("namespace", "=", "$namespace")));
            assertNamesWhatThereIs(selectors);
        });
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
        assertThat(grafana.at("/templating/list").findValuesAsString("name")).contains("namespace");
        assertThat(grafana.path("panels").findValuesAsString("expr"))
                .isNotEmpty()
                .isEqualTo(board.path("panels").findValuesAsString("expr"));
        assertThat(grafana.path("panels").findValuesAsString("title"))
                .isEqualTo(board.path("panels").findValuesAsString("title"));
    }

    /** Each has the same name for Grafana in every release. */
    @Test
    void leavesDashboardsToAnotherRelease() {
        Rendering without =
                Charts.render(Profile.HA, Charts.KUBERNETES.getLast(), Map.of("global.monitoring.dashboards", false));

        assertThat(without.ofKind("ConfigMap")).isEmpty();
        assertThat(without.ofKind("PrometheusRule")).isNotEmpty();
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
