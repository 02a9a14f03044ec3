package dev.chirp.cli.deadletter;

import dev.chirp.contracts.event.EventJson;
import java.io.PrintWriter;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code chirp dlq show ID}: everything that is known of one. */
@Command(
        name = "show",
        description = "Shows one dead letter: why, payload, headers, what was done to it.",
        mixinStandardHelpOptions = true)
final class ShowCommand implements Callable<Integer> {
    private static final List<String> FACTS = List.of(
            "dlq_id",
            "state",
            "group",
            "original_topic",
            "partition",
            "offset",
            "key",
            "seq",
            "original_event_id",
            "failure_reason",
            "failure_detail",
            "error_class",
            "retry_count",
            "waiting",
            "created_at",
            "closed_at");

    @Mixin
    private Operations operations;

    @Parameters(paramLabel = "ID", description = "The dlq_id.")
    private UUID id;

    @Override
    public Integer call() {
        JsonNode letter = operations.api().get(Operations.LETTERS + "/" + id);
        if (operations.isJson()) {
            operations.printJson(letter);
            return 0;
        }
        PrintWriter out = operations.out();
        FACTS.stream()
                .filter(fact -> !Operations.text(letter, fact).isEmpty())
                .forEach(fact -> out.printf("%-18s %s%n", fact, Operations.text(letter, fact)));
        out.println();
        out.println("headers");
        letter.path("headers")
                .properties()
                .forEach(header -> out.printf(
                        "  %-22s %s%n", header.getKey(), header.getValue().asString()));
        out.println();
        out.println(letter.path("edited").asBoolean() ? "payload (edited)" : "payload");
        out.println(EventJson.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(letter.path("payload")));
        out.println();
        out.println("history");
        letter.path("history")
                .forEach(entry -> out.printf(
                        "  %s  %-24s %s%n", Operations.text(entry, "at"), Operations.text(entry, "action"), by(entry)));
        letter.path("replays")
                .forEach(replay -> out.printf(
                        "  %s  %-24s %s%n",
                        Operations.text(replay, "ended_at"),
                        (replay.path("dry_run").asBoolean() ? "dry run: " : "replay: ")
                                + Operations.text(replay, "state"),
                        Operations.text(replay, "detail")));
        return 0;
    }

    private static String by(JsonNode entry) {
        String user = Operations.text(entry, "user_id");
        String reason = Operations.text(entry.path("detail"), "reason");
        return user.isEmpty() ? reason : "by user %s: %s".formatted(user, reason);
    }
}
