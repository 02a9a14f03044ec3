package dev.chirp.cli.deadletter;

import dev.chirp.cli.client.Api;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/** Follows a replay and prints how it went. */
final class ReplayPrinter {
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Set<String> GOING_ON = Set.of("RUNNING");

    private final Operations operations;

    ReplayPrinter(Operations operations) {
        this.operations = operations;
    }

    /** Returns the replay once it has ended, or was paused by somebody. */
    JsonNode follow(Api api, UUID id) throws InterruptedException {
        PrintWriter out = operations.out();
        long seen = -1;
        while (true) {
            JsonNode replay = api.get(Operations.REPLAYS + "/" + id + "?size=100");
            long finished = replay.path("finished").asLong();
            if (finished != seen && !operations.isJson()) {
                out.printf(
                        "%d of %d, %d failed%n",
                        finished,
                        replay.path("matched").asLong(),
                        replay.path("failed").asLong());
                out.flush();
                seen = finished;
            }
            if (!GOING_ON.contains(Operations.text(replay, "state"))) {
                print(replay);
                return replay;
            }
            Thread.sleep(POLL);
        }
    }

    void print(JsonNode replay) {
        if (operations.isJson()) {
            operations.printJson(replay);
            return;
        }
        PrintWriter out = operations.out();
        replay.path("items").forEach(item -> {
            out.printf(
                    "%-36s  %-8s  %s%n",
                    Operations.text(item, "dlq_id"), Operations.text(item, "state"), Operations.text(item, "detail"));
            item.path("events").forEach(event -> out.printf("%48s%s%n", "", event.asString()));
        });
        out.printf(
                "%s %s: %d matched, of %d users or keys; %d handled, %d failed%n",
                replay.path("dry_run").asBoolean() ? "Dry run" : "Replay " + Operations.text(replay, "replay_id"),
                Operations.text(replay, "state"),
                replay.path("matched").asLong(),
                replay.path("users").asLong(),
                replay.path("finished").asLong(),
                replay.path("failed").asLong());
        if (!Operations.text(replay, "stop_reason").isEmpty()) {
            out.println(Operations.text(replay, "stop_reason"));
        }
        out.flush();
    }

    boolean isSuccess(JsonNode replay) {
        return Operations.text(replay, "state").equals("DONE")
                && replay.path("failed").asLong() == 0;
    }
}
