package dev.chirp.embedded;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.slf4j.ILoggerFactory;
import org.slf4j.LoggerFactory;

/** Keeps the servers' own chatter out of the log; warnings and errors stay. */
public final class QuietLogs {
    private static final List<String> CHATTY = List.of(
            "kafka",
            "org.apache.kafka",
            "state.change.logger",
            "io.zonky",
            "org.flywaydb",
            "com.zaxxer.hikari",
            "org.testcontainers",
            "com.github.dockerjava",
            "tc");

    private QuietLogs() {}

    /** The same as properties for Spring Boot, which resets the levels when an application starts. */
    public static Map<String, String> properties() {
        return CHATTY.stream().collect(Collectors.toMap(name -> "logging.level." + name, name -> "warn"));
    }

    /** For programs without Spring Boot. */
    public static void apply() {
        ILoggerFactory factory = LoggerFactory.getILoggerFactory();
        if (factory instanceof LoggerContext logback) {
            CHATTY.forEach(name -> {
                if (logback.getLogger(name).getLevel() == null) {
                    logback.getLogger(name).setLevel(Level.WARN);
                }
            });
        }
    }
}
