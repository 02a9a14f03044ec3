package dev.chirp.cli.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.TypeConversionException;

class LogsCommandTest {
    @TempDir
    Path data;

    @BeforeEach
    void write() throws IOException {
        Files.createDirectories(data.resolve("logs"));
        try (OutputStream old =
                new GZIPOutputStream(Files.newOutputStream(data.resolve("logs/chirp.log.2026-05-01.0.gz")))) {
            old.write(line("2026-05-01T06:00:00.000Z", "INFO", "api-gateway", "Capture accepted", "7", "t1")
                    .getBytes(StandardCharsets.UTF_8));
        }
        Files.writeString(
                data.resolve("logs/chirp.log"),
                "Picked up JAVA_TOOL_OPTIONS\n"
                        + line("2026-05-02T06:00:00.000Z", "WARN", "classify-worker", "Event failed", "7", "t1")
                        + line("2026-05-02T06:00:01.000Z", "INFO", "art-worker", "Sprite stored", "8", "t2"));
    }

    private static String line(String at, String level, String service, String message, String capture, String trace) {
        return "{\"timestamp\":\"%s\",\"level\":\"%s\",\"service\":\"%s\",\"message\":\"%s\",\"capture_id\":%s,\"trace_id\":\"%s\"}%n"
                .formatted(at, level, service, message, capture, trace);
    }

    private List<String> messages(String... arguments) {
        StringWriter printed = new StringWriter();
        CommandLine command = new CommandLine(new LogsCommand()).setOut(new PrintWriter(printed));
        List<String> all = new java.util.ArrayList<>(List.of("--data-dir", data.toString()));
        all.addAll(List.of(arguments));
        assertThat(command.execute(all.toArray(String[]::new))).isZero();
        return printed.toString().lines().toList();
    }

    @Test
    void printsEverythingOldestFirst() {
        assertThat(messages())
                .hasSize(3)
                .first()
                .asString()
                .endsWith(" INFO  api-gateway     Capture accepted  capture_id=7  trace_id=t1");
    }

    @Test
    void followsATraceOverServicesAndFiles() {
        assertThat(messages("--trace", "t1", "--json")).hasSize(2).allMatch(line -> line.startsWith("{"));
    }

    @Test
    void filtersHoldTogether() {
        assertThat(messages("--level", "WARN")).singleElement().asString().contains("Event failed");
        assertThat(messages("--service", "art-worker", "--where", "capture_id=8"))
                .hasSize(1);
        assertThat(messages("--service", "art-worker", "--where", "capture_id=7"))
                .isEmpty();
        assertThat(messages("--since", "2026-05-02T06:00:01Z"))
                .singleElement()
                .asString()
                .contains("Sprite stored");
    }

    @Test
    void takesTimesAsPeopleSayThem() {
        Instant now = Instant.parse("2026-05-02T06:00:00Z");

        assertThat(Since.parse("90s", now).time()).isEqualTo("2026-05-02T05:58:30Z");
        assertThat(Since.parse("1d", now).time()).isEqualTo("2026-05-01T06:00:00Z");
        assertThatThrownBy(() -> Since.parse("yesterday", now)).isInstanceOf(TypeConversionException.class);
    }
}
