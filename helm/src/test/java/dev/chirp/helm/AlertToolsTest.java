package dev.chirp.helm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What Prometheus' and Alertmanager's own tools say of the rules and of where alerts go. */
class AlertToolsTest {
    private static final Path ALERTS = Charts.SOURCES.resolve(Charts.UMBRELLA).resolve("alerts");
    private static final String ROUTES = "examples/alertmanager/alertmanager.yaml";

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

    @ParameterizedTest
    @CsvSource({
        "severity=page runbook=api, 'pager,chat'",
        "severity=ticket runbook=live, chat",
        "severity=page runbook=objectives, 'mail,pager,chat'",
        "severity=ticket runbook=objectives, 'mail,chat'",
        "alertname=Watchdog, chat"
    })
    void goesToThoseWhoShouldKnow(String labels, String receivers) throws Exception {
        String[] command = Stream.concat(
                        Stream.of("amtool", "config", "routes", "test", "--config.file=" + ROUTES),
                        Stream.of(labels.split(" ")))
                .toArray(String[]::new);

        Said said = run(command);

        assertThat(said.code()).as(said.text()).isZero();
        assertThat(said.text().lines().filter(line -> !line.startsWith("Warning")))
                .containsExactly(receivers);
        assertThat(run("amtool", "check-config", ROUTES).code()).isZero();
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
