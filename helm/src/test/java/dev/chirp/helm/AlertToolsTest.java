package dev.chirp.helm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** What Prometheus' and Alertmanager's own tools say of the rules and of where alerts go. */
class AlertToolsTest {
    private static final Path CASES = Charts.SOURCES.resolve(Charts.UMBRELLA).resolve("alerts");
    private static final String ROUTES = "examples/alertmanager/alertmanager.yaml";

    /** The rules as the chart renders them for the namespace {@code birds}, with the cases beside them. */
    private static final Path ALERTS = rendered(Path.of("target", "alerts"));

    private static Path rendered(Path folder) {
        Charts.delete(folder);
        Charts.copy(CASES, folder);
        Charts.render(Profile.HA)
                .ofKind("PrometheusRule")
                .forEach(rules ->
                        write(folder.resolve(Rendering.nameOf(rules) + ".yaml"), Yaml.write(rules.path("spec"))));
        return folder;
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Stream<Path> tests() throws IOException {
        return Files.list(ALERTS)
                .filter(file -> file.toString().endsWith(".test.yaml"))
                .sorted();
    }

    /** Each alert fires in one case and stays silent in another; the cases are in the files. */
    @ParameterizedTest
    @MethodSource("tests")
    void firesAndStaysSilentAsItsCasesSay(Path file) throws Exception {
        Said said = run("promtool", "test", "rules", file.toString());

        assertThat(said.code()).as(said.text()).isZero();
    }

    static Stream<JsonNode> alerts() {
        return MonitoringTest.alerts();
    }

    /** Everybody hears of it in the chat; what pages rings, what is of an objective is mailed. */
    @ParameterizedTest
    @MethodSource("alerts")
    void tellsThoseWhoShouldKnowOfEachAlert(JsonNode alert) throws Exception {
        Map<String, String> labels =
                new TreeMap<>(Map.of("alertname", alert.path("alert").asString(), "namespace", "birds"));
        alert.path("labels")
                .properties()
                .forEach(label -> labels.put(label.getKey(), label.getValue().asString()));
        List<String> expected = Stream.of(
                        Objects.equals(labels.get("runbook"), "objectives") ? "mail" : "",
                        Objects.equals(labels.get("severity"), "page") ? "pager" : "",
                        "chat")
                .filter(receiver -> !receiver.isEmpty())
                .toList();

        assertThat(receiversOf(labels.entrySet().stream().map(Map.Entry::toString)))
                .isEqualTo(String.join(",", expected));
    }

    @ParameterizedTest
    @CsvSource({
        "severity=page runbook=api, 'pager,chat'",
        "severity=ticket runbook=live, chat",
        "severity=page runbook=objectives, 'mail,pager,chat'",
        "severity=ticket runbook=objectives, 'mail,chat'",
        "alertname=Watchdog, chat"
    })
    void goesToThoseWhoShouldKnow(String labels, String receivers) throws Exception {
        assertThat(receiversOf(Stream.of(labels.split(" ")))).isEqualTo(receivers);
        assertThat(run("amtool", "check-config", ROUTES).code()).isZero();
    }

    private static String receiversOf(Stream<String> labels) throws IOException, InterruptedException {
        Said said =
                run(Stream.concat(Stream.of("amtool", "config", "routes", "test", "--config.file=" + ROUTES), labels)
                        .toArray(String[]::new));

        assertThat(said.code()).as(said.text()).isZero();
        return said.text().lines().filter(line -> !line.startsWith("Warning")).collect(Collectors.joining(" "));
    }

    private record Said(int code, String text) {}

    private static Said run(String... command) throws IOException, InterruptedException {
        Process process;
        try {
            process = new ProcessBuilder(List.of(command))
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException e) {
            assumeTrue(false, command[0] + " is not installed (Debian: prometheus, prometheus-alertmanager)");
            throw e;
        }
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Said(process.exitValue(), text);
    }
}
