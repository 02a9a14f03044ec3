package dev.chirp.cli.deadletter;

import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** {@code chirp dlq list}: one line each, newest first. */
@Command(name = "list", description = "Lists dead letters, newest first.", mixinStandardHelpOptions = true)
final class ListCommand implements Callable<Integer> {
    private static final String ROW = "%-36s  %-20s  %-16s  %-22s  %-12s  %s%n";

    @Mixin
    private Operations operations;

    @Mixin
    private Filter filter;

    @Option(
            names = "--state",
            paramLabel = "STATE",
            defaultValue = "open",
            description = "open, replaying, done, discarded or all (default: ${DEFAULT-VALUE}).")
    private String state = "open";

    @Option(names = "--page", paramLabel = "N", defaultValue = "1", description = "From 1.")
    private int page;

    @Option(names = "--size", paramLabel = "N", defaultValue = "20", description = "Lines of a page (at most 100).")
    private int size;

    @Override
    public Integer call() {
        Map<String, String> query = filter.members();
        if (!state.equalsIgnoreCase("all")) {
            query.put("state", state.toUpperCase(Locale.ROOT));
        }
        query.put("page", Integer.toString(page));
        query.put("size", Integer.toString(size));
        JsonNode answer = operations.api().get(Operations.LETTERS + "?" + Filter.query(query));
        if (operations.isJson()) {
            operations.printJson(answer);
            return 0;
        }
        JsonNode letters = answer.path("dead_letters");
        if (!letters.isEmpty()) {
            operations.out().printf(ROW, "DLQ ID", "SINCE", "GROUP", "REASON", "KEY", "STATE");
        }
        letters.forEach(letter -> operations
                .out()
                .printf(
                        ROW,
                        Operations.text(letter, "dlq_id"),
                        Operations.text(letter, "created_at").replaceFirst("\\.\\d+Z$", "Z"),
                        Operations.text(letter, "group"),
                        Operations.text(letter, "failure_reason"),
                        Operations.text(letter, "key"),
                        Operations.text(letter, "state") + waiting(letter)));
        operations
                .out()
                .printf(
                        "%d of %d%s%n",
                        letters.size(),
                        answer.path("total").asLong(),
                        letters.size() == size ? "; the next ones: --page " + (page + 1) : "");
        return 0;
    }

    private static String waiting(JsonNode letter) {
        return letter.path("waiting").isNumber()
                ? ", %d wait".formatted(letter.path("waiting").asLong())
                : "";
    }
}
