package dev.chirp.cli.log;

import dev.chirp.contracts.event.EventJson;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** A line of JSON that a service has logged. */
record LogLine(Instant at, JsonNode json) {
    /** What a line says of itself before its message. */
    private static final Set<String> HEAD =
            Set.of("timestamp", "level", "service", "logger", "thread", "message", "exception", "span_id");

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("MM-dd HH:mm:ss.SSS");

    /** Empty for anything else, such as what a JVM prints at its start. */
    static Optional<LogLine> parse(String line) {
        if (!line.startsWith("{")) {
            return Optional.empty();
        }
        try {
            JsonNode json = EventJson.MAPPER.readTree(line);
            return Optional.of(new LogLine(Instant.parse(json.path("timestamp").asString("")), json));
        } catch (JacksonException | DateTimeException e) {
            return Optional.empty();
        }
    }

    String level() {
        return json.path("level").asString("");
    }

    String service() {
        return json.path("service").asString("");
    }

    /** Whether any key, such as {@code trace_id} or {@code capture_id}, has this value. */
    boolean has(String key, String value) {
        return json.path(key).asString("").equals(value);
    }

    /** For people: in their own time, the keys behind the message. */
    String pretty() {
        StringBuilder text = new StringBuilder("%s %-5s %-15s %s"
                .formatted(
                        TIME.format(at.atZone(ZoneId.systemDefault())),
                        level(),
                        service(),
                        json.path("message").asString("")));
        json.properties().stream()
                .filter(entry -> !HEAD.contains(entry.getKey()))
                .forEach(entry -> text.append("  ")
                        .append(entry.getKey())
                        .append('=')
                        .append(entry.getValue().asString("")));
        String exception = json.path("exception").asString("");
        if (!exception.isEmpty()) {
            text.append('\n').append(exception.stripTrailing().indent(4).stripTrailing());
        }
        return text.toString();
    }
}
