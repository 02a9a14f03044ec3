package dev.chirp.helm;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import dev.chirp.telemetry.JsonLogEncoder;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Scope;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.event.KeyValuePair;
import tools.jackson.databind.JsonNode;

/** What the collector of the examples asks of a line is what the services print, and it finds their pods. */
class LogExamplesTest {
    private static final Path FOLDER = Path.of("examples", "logs");
    private static final String COLLECTOR = Yaml.read(FOLDER.resolve("alloy.yaml"))
            .at("/alloy/configMap/content")
            .asString();
    private static final JsonNode LINE = line();

    /** As the services print it. */
    private static JsonNode line() {
        LoggerContext context = new LoggerContext();
        context.setMDCAdapter(new LogbackMDCAdapter());
        LoggingEvent event = new LoggingEvent();
        event.setLoggerContext(context);
        event.setLoggerName("dev.chirp.gateway.intake.CaptureIntake");
        event.setLevel(Level.INFO);
        event.setThreadName("main");
        event.setTimeStamp(1_234);
        event.setMessage("Capture accepted");
        event.addKeyValuePair(new KeyValuePair("request_id", "r-1"));
        SpanContext span = SpanContext.create(
                "0af7651916cd43dd8448eb211c80319c",
                "b7ad6b7169203331",
                TraceFlags.getSampled(),
                TraceState.getDefault());
        JsonLogEncoder encoder = new JsonLogEncoder();
        encoder.start();
        try (Scope _ = Span.wrap(span).makeCurrent()) {
            return Yaml.documents(new String(encoder.encode(event), StandardCharsets.UTF_8))
                    .getFirst();
        }
    }

    @Test
    void readsWhatEachLineHas() {
        assertThat(namesIn("expressions")).isNotEmpty().allMatch(LINE::has);
        assertThat(namesIn("expressions")).contains("timestamp", "level", "service", "trace_id", "request_id");
        assertThat(COLLECTOR).contains("source = \"timestamp\"", "format = \"RFC3339Nano\"");
        assertThat(Instant.parse(LINE.path("timestamp").asString())).isEqualTo(Instant.ofEpochMilli(1_234));
    }

    /** Each combination of labels is a stream of its own. */
    @Test
    void makesLabelsOfWhatHasFewValues() {
        assertThat(namesIn("stage.labels")).containsExactly("level", "service");
        assertThat(namesIn("stage.structured_metadata")).containsExactly("trace_id", "request_id");
    }

    @ParameterizedTest
    @EnumSource
    void findsThePodsOfThePlatform(Profile profile) {
        Matcher label = Pattern.compile("label = \"([^=\"]+)=([^\"]+)\"").matcher(COLLECTOR);
        assertThat(label.find()).isTrue();

        assertThat(Charts.render(profile).workloads())
                .isNotEmpty()
                .allSatisfy(workload -> assertThat(workload.at("/spec/template/metadata/labels")
                                .path(label.group(1))
                                .asString())
                        .isEqualTo(label.group(2)));
    }

    @Test
    void keepsLinesThirtyDaysAndAllowsWhatTheCollectorSends() {
        JsonNode loki = Yaml.read(FOLDER.resolve("loki.yaml")).path("loki");
        JsonNode source = Yaml.read(FOLDER.resolve("grafana.yaml"));

        assertThat(loki.at("/limits_config/retention_period").asString()).isEqualTo("720h");
        assertThat(loki.at("/compactor/retention_enabled").asBoolean()).isTrue();
        assertThat(loki.at("/limits_config/allow_structured_metadata").asBoolean())
                .isTrue();
        assertThat(source.at("/data/chirp-logs.yaml").asString()).contains("matcherRegex: trace_id");
    }

    /** The names of the map in this block. */
    private static List<String> namesIn(String block) {
        Matcher map = Pattern.compile(Pattern.quote(block) + "[^{]*\\{([^}]*)}").matcher(inner(block));
        assertThat(map.find()).as(block).isTrue();
        return Arrays.stream(map.group(1).replaceFirst(".*\\{", "").split(","))
                .map(entry -> entry.replaceFirst("=.*", "").strip())
                .toList();
    }

    /** A block {@code values = { … }} reads like a map of its own name. */
    private static String inner(String block) {
        return COLLECTOR.replaceAll(Pattern.quote(block) + " \\{\\s*values =", block + " =");
    }
}
