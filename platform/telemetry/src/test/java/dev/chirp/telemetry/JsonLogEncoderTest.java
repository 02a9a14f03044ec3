package dev.chirp.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.slf4j.event.KeyValuePair;

class JsonLogEncoderTest {
    private final LoggerContext context = new LoggerContext();
    private final JsonLogEncoder encoder = new JsonLogEncoder();

    @Test
    void writesKeyValuesAsFieldsOfOneLine() {
        // Given
        LoggingEvent event = event("dev.chirp.gateway.capture.Intake", "Capture \"accepted\"");
        event.addKeyValuePair(new KeyValuePair("capture_id", 7));
        event.addKeyValuePair(new KeyValuePair("request_id", "r-1"));

        // When
        String line = encode(event);

        // Then
        assertThat(line)
                .startsWith(
                        "{\"timestamp\":\"1970-01-01T00:00:01.234Z\",\"level\":\"INFO\",\"service\":\"api-gateway\"")
                .contains("\"message\":\"Capture \\\"accepted\\\"\"")
                .endsWith("\"capture_id\":7,\"request_id\":\"r-1\"}\n");
    }

    @Test
    void namesTheProcessForLoggersOfLibraries() {
        assertThat(encode(event("org.apache.kafka.clients.NetworkClient", "x")))
                .contains("\"service\":\"outbox-relay\"");
    }

    @Test
    void keepsAStackTraceOnTheSameLine() {
        // Given
        LoggingEvent event = event("dev.chirp.relay.Publisher", "Failed");
        event.setThrowableProxy(new ch.qos.logback.classic.spi.ThrowableProxy(new IllegalStateException("boom")));

        // When
        String line = encode(event);

        // Then
        assertThat(line.strip()).doesNotContain("\n").contains("IllegalStateException: boom\\n");
    }

    private String encode(LoggingEvent event) {
        encoder.setService("outbox-relay");
        encoder.start();
        return new String(encoder.encode(event), StandardCharsets.UTF_8);
    }

    private LoggingEvent event(String logger, String message) {
        LoggingEvent event = new LoggingEvent();
        event.setLoggerContext(context);
        event.setLoggerName(logger);
        event.setThreadName("t");
        event.setLevel(Level.INFO);
        event.setMessage(message);
        event.setTimeStamp(1234);
        context.setMDCAdapter(new ch.qos.logback.classic.util.LogbackMDCAdapter());
        return event;
    }
}
