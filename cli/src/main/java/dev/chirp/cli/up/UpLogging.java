package dev.chirp.cli.up;

import java.nio.file.Path;
import java.util.Map;
import org.springframework.boot.logging.LoggingInitializationContext;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

/** One log for six contexts: configured once here, and left alone by each of them. */
final class UpLogging {
    private UpLogging() {}

    /** JSON lines to {@code file}, warnings to the console. Call it before the first context. */
    static void start(Path file) {
        StandardEnvironment environment = new StandardEnvironment();
        environment
                .getPropertySources()
                .addFirst(new MapPropertySource("up", Map.of("chirp.log.file", file.toString())));
        LoggingSystem logging = LoggingSystem.get(UpLogging.class.getClassLoader());
        logging.beforeInitialize();
        logging.initialize(new LoggingInitializationContext(environment), "classpath:chirp-logback-up.xml", null);
        System.setProperty(LoggingSystem.SYSTEM_PROPERTY, LoggingSystem.NONE);
    }
}
