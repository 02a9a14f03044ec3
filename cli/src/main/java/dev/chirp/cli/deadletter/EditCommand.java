package dev.chirp.cli.deadletter;

import dev.chirp.cli.CommandFailure;
import dev.chirp.contracts.event.EventJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code chirp dlq edit ID --payload FILE --reason WHY}: replaces the payload, prints what that changes. */
@Command(
        name = "edit",
        description = "Replaces the payload of an open dead letter and prints the difference.",
        mixinStandardHelpOptions = true)
final class EditCommand implements Callable<Integer> {
    @Mixin
    private Operations operations;

    @Parameters(paramLabel = "ID", description = "The dlq_id.")
    private UUID id;

    @Option(
            names = "--payload",
            paramLabel = "FILE",
            required = true,
            description = "The whole new payload as JSON; begin with 'chirp dlq show --json'.")
    private Path payload;

    @Option(names = "--reason", paramLabel = "WHY", required = true, description = "Goes into the audit log.")
    private String reason;

    @Override
    public Integer call() {
        ObjectNode body = Operations.body().put("reason", reason);
        body.set("payload", read());
        JsonNode answer = operations.api().post(Operations.LETTERS + "/" + id + "/edit", body);
        if (operations.isJson()) {
            operations.printJson(answer);
            return 0;
        }
        answer.path("diff")
                .forEach(change -> operations
                        .out()
                        .printf(
                                "%s%n  - %s%n  + %s%n",
                                Operations.text(change, "path"), change.path("before"), change.path("after")));
        operations
                .out()
                .println(
                        answer.path("diff").isEmpty()
                                ? "Nothing was different."
                                : "Edited; 'chirp dlq replay " + id + "' has it handled again.");
        return 0;
    }

    private JsonNode read() {
        try {
            return EventJson.MAPPER.readTree(Files.readAllBytes(payload));
        } catch (IOException e) {
            throw new CommandFailure("Cannot read %s: %s.".formatted(payload, e.getMessage()), e);
        } catch (JacksonException e) {
            throw new CommandFailure("%s is no JSON: %s.".formatted(payload, e.getOriginalMessage()), e);
        }
    }
}
