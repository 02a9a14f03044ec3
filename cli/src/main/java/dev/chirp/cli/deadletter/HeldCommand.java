package dev.chirp.cli.deadletter;

import dev.chirp.cli.client.Api;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code chirp dlq held}: keys whose events the broker refused; releases one, or gives its refused event up. */
@Command(
        name = "held",
        description = "Lists the keys that the relay holds because the broker refused an event; releases one of them.",
        mixinStandardHelpOptions = true)
final class HeldCommand implements Callable<Integer> {
    private static final String HELD = "/api/v1/ops/held";

    @Mixin
    private Operations operations;

    @ArgGroup(exclusive = false)
    private @Nullable Order order;

    private static final class Order {
        @Option(names = "--stream", paramLabel = "STREAM", required = true, description = "The stream of the key.")
        private String stream;

        @Option(names = "--key", paramLabel = "KEY", required = true, description = "Publish its events again.")
        private String key;

        @Option(names = "--reason", paramLabel = "WHY", required = true, description = "Goes into the audit log.")
        private String reason;

        @Option(names = "--discard", paramLabel = "SEQ", description = "Never publish this event of the key.")
        private @Nullable Long discard;
    }

    @Override
    public Integer call() {
        Api api = operations.api();
        if (order != null) {
            change(api, order);
            return 0;
        }
        JsonNode answer = api.get(HELD);
        if (operations.isJson()) {
            operations.printJson(answer);
            return 0;
        }
        answer.path("held")
                .forEach(key -> operations
                        .out()
                        .printf(
                                "%-20s %-20s from %d, %d events  %s since %s%s%n",
                                Operations.text(key, "stream"),
                                Operations.text(key, "key"),
                                key.path("first_seq").asLong(),
                                key.path("events").asLong(),
                                Operations.text(key, "reason"),
                                Operations.text(key, "since"),
                                key.path("releasing").asBoolean() ? ", on its way" : ""));
        if (answer.path("held").isEmpty()) {
            operations.out().println("Nothing is held.");
        }
        return 0;
    }

    private void change(Api api, Order wanted) {
        ObjectNode body = Operations.body()
                .put("stream", wanted.stream)
                .put("key", wanted.key)
                .put("reason", wanted.reason);
        if (wanted.discard != null) {
            body.put("seq", wanted.discard);
        }
        JsonNode answer = api.post(HELD + (wanted.discard == null ? "/release" : "/discard"), body);
        if (operations.isJson()) {
            operations.printJson(answer);
        } else {
            operations
                    .out()
                    .printf(
                            "%d %s%n",
                            answer.path("events").asLong(), wanted.discard == null ? "on their way" : "discarded");
        }
    }
}
