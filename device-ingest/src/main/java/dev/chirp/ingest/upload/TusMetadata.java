package dev.chirp.ingest.upload;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The header {@code Upload-Metadata} of tus: names, each with a value in base64, between commas. Pure. */
final class TusMetadata {
    private static final int MOST_CHARS = 4_096;
    private static final String NAME = "Upload-Metadata";

    private TusMetadata() {}

    /** Of {@code filename} and {@code recorded_at} (RFC 3339); what else there is means nothing here. */
    static Uploads.Announcement announcement(long size, @Nullable String header) {
        Map<String, String> values = parse(header == null ? "" : header);
        String recordedAt = values.get("recorded_at");
        try {
            return new Uploads.Announcement(
                    Filename.checked(values.get("filename")),
                    size,
                    null,
                    recordedAt == null ? null : Instant.parse(recordedAt));
        } catch (DateTimeException e) {
            throw UploadProblem.badHeader(NAME, "recorded_at as in 2026-05-01T06:00:00Z");
        }
    }

    static Map<String, String> parse(String header) {
        if (header.length() > MOST_CHARS) {
            throw UploadProblem.badHeader(NAME, "at most " + MOST_CHARS + " characters");
        }
        Map<String, String> values = new HashMap<>();
        for (String pair : header.split(",", -1)) {
            String[] parts = pair.strip().split(" +", 2);
            if (!parts[0].isEmpty()) {
                values.put(parts[0], parts.length < 2 ? "" : decoded(parts[1].strip()));
            }
        }
        return values;
    }

    private static String decoded(String base64) {
        try {
            return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw UploadProblem.badHeader(NAME, "values in base64");
        }
    }
}
