package dev.chirp.cli.deadletter;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code chirp dlq discard ID… --reason WHY}. */
@Command(
        name = "discard",
        description = "Gives dead letters up for good; a key that was held for one goes on.",
        mixinStandardHelpOptions = true)
final class DiscardCommand implements Callable<Integer> {
    @Mixin
    private Operations operations;

    @Parameters(paramLabel = "ID", arity = "1..*", description = "The dlq_ids.")
    private List<UUID> ids;

    @Option(names = "--reason", paramLabel = "WHY", required = true, description = "Goes into the audit log.")
    private String reason;

    @Override
    public Integer call() {
        var api = operations.api();
        for (UUID id : ids) {
            JsonNode answer = api.post(
                    Operations.LETTERS + "/" + id + "/discard",
                    Operations.body().put("reason", reason));
            if (operations.isJson()) {
                operations.printJson(answer);
            } else {
                operations.out().println(id + " discarded");
            }
        }
        return 0;
    }
}
