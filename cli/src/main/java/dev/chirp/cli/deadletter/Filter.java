package dev.chirp.cli.deadletter;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which dead letters a command means. */
final class Filter {
    @Option(names = "--topic", paramLabel = "TOPIC", description = "The topic that the event came from.")
    private @Nullable String topic;

    @Option(names = "--group", paramLabel = "GROUP", description = "The consumer group that gave it up.")
    private @Nullable String group;

    @Option(names = "--reason-code", paramLabel = "CODE", description = "Why it was given up.")
    private @Nullable String reason;

    @Option(names = "--error-class", paramLabel = "CLASS", description = "The class of the error.")
    private @Nullable String errorClass;

    @Option(names = "--user-id", paramLabel = "N", description = "The user whose event it is.")
    private @Nullable Long userId;

    @Option(names = "--from", paramLabel = "TIME", description = "Given up at or after, such as 2026-05-01T04:30:00Z.")
    private @Nullable String from;

    @Option(names = "--to", paramLabel = "TIME", description = "Given up before.")
    private @Nullable String to;

    @Option(names = "--text", paramLabel = "TEXT", description = "Text in the payload; case matters.")
    private @Nullable String text;

    /** What was given, by the names of the API. */
    Map<String, String> members() {
        Map<String, String> members = new TreeMap<>();
        put(members, "topic", topic);
        put(members, "group", group);
        put(members, "reason", reason);
        put(members, "error_class", errorClass);
        put(members, "user_id", userId == null ? null : userId.toString());
        put(members, "from", from);
        put(members, "to", to);
        put(members, "q", text);
        return members;
    }

    static String query(Map<String, String> members) {
        return members.entrySet().stream()
                .map(member -> member.getKey() + "=" + URLEncoder.encode(member.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    private static void put(Map<String, String> members, String name, @Nullable String value) {
        if (value != null) {
            members.put(name, value);
        }
    }
}
