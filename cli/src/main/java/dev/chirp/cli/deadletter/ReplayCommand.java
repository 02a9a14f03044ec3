package dev.chirp.cli.deadletter;

import dev.chirp.cli.client.Api;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code chirp dlq replay [ID…] --reason WHY}: has them handled again and follows until the end. */
@Command(
        name = "replay",
        description = {
            "Has dead letters handled again by their consumers: those named, else all open ones that the filters"
                    + " match.",
            "The first one is a canary: when it fails, the rest stay open."
        },
        mixinStandardHelpOptions = true)
final class ReplayCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private Operations operations;

    @Mixin
    private Filter filter;

    @Parameters(paramLabel = "ID", arity = "0..*", description = "The dlq_ids.")
    private @Nullable List<UUID> ids;

    @Option(names = "--all", description = "Every open dead letter, when no id and no filter is given.")
    private boolean all;

    @Option(names = "--reason", paramLabel = "WHY", required = true, description = "Goes into the audit log.")
    private String reason;

    @Option(names = "--dry-run", description = "Only says what would happen, to how many and to whom.")
    private boolean dryRun;

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "10",
            description = "Events a second (default: ${DEFAULT-VALUE}).")
    private double rate;

    @Option(
            names = "--canary",
            paramLabel = "N",
            defaultValue = "1",
            description = "So many before the others begin (default: ${DEFAULT-VALUE}).")
    private int canary;

    @Option(
            names = "--stop-at",
            paramLabel = "RATIO",
            defaultValue = "0.2",
            description = "Stops when more than this part failed (default: ${DEFAULT-VALUE}).")
    private double stopAt;

    @Option(names = "--no-wait", description = "Returns at once; 'chirp dlq status' tells how far it is.")
    private boolean noWait;

    @Override
    public Integer call() throws InterruptedException {
        Api api = operations.api();
        JsonNode started = api.post(Operations.REPLAYS, order());
        UUID id = UUID.fromString(started.required("replay_id").asString());
        ReplayPrinter printer = new ReplayPrinter(operations);
        if (noWait) {
            printer.print(started);
            return 0;
        }
        return printer.isSuccess(printer.follow(api, id)) ? 0 : 1;
    }

    private ObjectNode order() {
        ObjectNode order = Operations.body()
                .put("reason", reason)
                .put("dry_run", dryRun)
                .put("rate_per_second", rate)
                .put("canary", canary)
                .put("stop_at_failure_ratio", stopAt);
        Map<String, String> members = filter.members();
        if (ids != null && !ids.isEmpty()) {
            if (!members.isEmpty()) {
                throw new ParameterException(spec.commandLine(), "Give ids or filters, not both.");
            }
            ArrayNode array = order.putArray("dlq_ids");
            ids.forEach(id -> array.add(id.toString()));
        } else {
            if (members.isEmpty() && !all) {
                throw new ParameterException(spec.commandLine(), "Which ones? Give ids, filters, or --all.");
            }
            ObjectNode wanted = order.putObject("filter");
            members.forEach(wanted::put);
        }
        return order;
    }
}
