package dev.chirp.cli.deadletter;

import dev.chirp.cli.client.Api;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code chirp dlq status [ID]}: the last replays, or one of them, which can also be paused, resumed and cancelled. */
@Command(
        name = "status",
        description = "Shows the last replays, or one message by message; pauses, resumes or cancels it.",
        mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {
    @Mixin
    private Operations operations;

    @Parameters(paramLabel = "ID", arity = "0..1", description = "The replay_id.")
    private @Nullable UUID id;

    @ArgGroup
    private @Nullable Action action;

    private static final class Action {
        @Option(names = "--pause", description = "Stops it for a while.")
        private boolean pause;

        @Option(names = "--resume", description = "Lets it go on.")
        private boolean resume;

        @Option(names = "--cancel", description = "Ends it; what has not begun is open again.")
        private boolean cancel;

        String word() {
            if (cancel) {
                return "cancel";
            }
            return pause && !resume ? "pause" : "resume";
        }
    }

    @Override
    public Integer call() {
        Api api = operations.api();
        ReplayPrinter printer = new ReplayPrinter(operations);
        if (id == null) {
            JsonNode answer = api.get(Operations.REPLAYS);
            if (operations.isJson()) {
                operations.printJson(answer);
            } else {
                answer.path("replays").forEach(this::line);
            }
            return 0;
        }
        if (action != null) {
            api.post(Operations.REPLAYS + "/" + id + "/" + action.word(), Operations.body());
        }
        printer.print(api.get(Operations.REPLAYS + "/" + id + "?size=100"));
        return 0;
    }

    private void line(JsonNode replay) {
        operations
                .out()
                .printf(
                        "%s  %s  %-9s %s%d of %d, %d failed: %s%n",
                        Operations.text(replay, "replay_id"),
                        Operations.text(replay, "created_at"),
                        Operations.text(replay, "state"),
                        replay.path("dry_run").asBoolean() ? "dry run, " : "",
                        replay.path("finished").asLong(),
                        replay.path("matched").asLong(),
                        replay.path("failed").asLong(),
                        Operations.text(replay, "reason"));
    }
}
