package dev.chirp.telemetry;

import java.util.Map;

/** Which service a logger belongs to, by its package. */
final class ServiceOfLogger {
    private static final String ROOT = "dev.chirp.";
    private static final Map<String, String> BY_PACKAGE = Map.of(
            "gateway", "api-gateway",
            "relay", "outbox-relay",
            "classify", "classify-worker",
            "art", "art-worker",
            "fanout", "notify-fanout",
            "ingest", "device-ingest",
            "cli", "cli");

    private ServiceOfLogger() {}

    static String name(String logger, String otherwise) {
        if (!logger.startsWith(ROOT)) {
            return otherwise;
        }
        int end = logger.indexOf('.', ROOT.length());
        return BY_PACKAGE.getOrDefault(logger.substring(ROOT.length(), end < 0 ? logger.length() : end), otherwise);
    }
}
