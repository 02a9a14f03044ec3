package dev.chirp.cli.deadletter;

import dev.chirp.cli.client.Account;
import dev.chirp.cli.client.Api;
import dev.chirp.contracts.event.EventJson;
import java.io.PrintWriter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What every command on dead letters takes: an account, and how to print. */
final class Operations {
    static final String LETTERS = "/api/v1/ops/dead-letters";
    static final String REPLAYS = "/api/v1/ops/replays";

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Mixin
    private Account account;

    @Option(names = "--json", description = "Prints the platform's answer as JSON.")
    private boolean json;

    Api api() {
        return account.signIn();
    }

    boolean isJson() {
        return json;
    }

    PrintWriter out() {
        return spec.commandLine().getOut();
    }

    void printJson(JsonNode answer) {
        out().println(EventJson.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(answer));
    }

    static ObjectNode body() {
        return EventJson.MAPPER.createObjectNode();
    }

    /** The text of a member, "" when it is missing or null. */
    static String text(JsonNode node, String member) {
        JsonNode value = node.path(member);
        return value.isNull() || value.isMissingNode() ? "" : value.asString();
    }
}
