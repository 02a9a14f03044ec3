package dev.chirp.telemetry;

import ch.qos.logback.classic.pattern.ThrowableProxyConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.EncoderBase;
import dev.chirp.telemetry.trace.CurrentTrace;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.boot.json.JsonWriter;

/**
 * Writes a log event as one line of JSON: timestamp, level, service, logger, thread, message, the trace that the
 * thread works for, then the event's key-values (request_id, capture_id, …) and its exception.
 */
public final class JsonLogEncoder extends EncoderBase<ILoggingEvent> {
    private static final JsonWriter<Map<String, Object>> JSON = JsonWriter.standard();
    private static final DateTimeFormatter RFC_3339 =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);
    private final ThrowableProxyConverter stackTrace = new ThrowableProxyConverter();
    private final CurrentTrace trace = new CurrentTrace();
    private String service = "chirp";

    /** The service whose process this is; loggers of a service's own package override it, for six share a JVM. */
    public void setService(String service) {
        this.service = service;
    }

    @Override
    public void start() {
        stackTrace.start();
        super.start();
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("timestamp", RFC_3339.format(Instant.ofEpochMilli(event.getTimeStamp())));
        line.put("level", event.getLevel().toString());
        line.put("service", ServiceOfLogger.name(event.getLoggerName(), service));
        line.put("logger", event.getLoggerName());
        line.put("thread", event.getThreadName());
        line.put("message", event.getFormattedMessage());
        String traceId = trace.getCurrentTraceId();
        if (traceId != null) {
            line.put("trace_id", traceId);
            line.put("span_id", trace.getCurrentSpanId());
        }
        event.getMDCPropertyMap().forEach(line::putIfAbsent);
        if (event.getKeyValuePairs() != null) {
            event.getKeyValuePairs().forEach(pair -> line.put(pair.key, printable(pair.value)));
        }
        if (event.getThrowableProxy() != null) {
            line.put("exception", stackTrace.convert(event));
        }
        return (JSON.writeToString(line) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private static Object printable(Object value) {
        return value instanceof Number || value instanceof Boolean ? value : String.valueOf(value);
    }

    @Override
    public byte[] headerBytes() {
        return new byte[0];
    }

    @Override
    public byte[] footerBytes() {
        return new byte[0];
    }
}
