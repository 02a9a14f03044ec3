package dev.chirp.cli.client;

import dev.chirp.cli.CommandFailure;
import dev.chirp.cli.live.LiveClient;
import dev.chirp.cli.live.LiveOptions;
import dev.chirp.cli.live.Position;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** {@code chirp listen}: prints live events and comes back by itself after a lost connection. */
@Command(
        name = "listen",
        description =
                "Prints live events as lines until Ctrl-C; comes back by itself after a lost connection and goes on"
                        + " after the last event. How the connection is goes to standard error.",
        mixinStandardHelpOptions = true)
public final class ListenCommand implements Callable<Integer> {
    private static final long GOODBYE_SECONDS = 3;
    /** The server takes 20 operations a second, and subscribing is one. */
    private static final int MAX_CHANNELS = 15;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--channel",
            paramLabel = "CHANNEL",
            description = "What to listen to besides 'user': device:<id>, presence:user. May be repeated.")
    private List<String> channels = new ArrayList<>();

    @Option(
            names = "--client-id",
            paramLabel = "ID",
            description = "Under this name the server shows presence and remembers acks: a client that gives no --since"
                    + " goes on after its last ack. 1 to 64 of A-Z a-z 0-9 . _ -")
    private @Nullable String clientId;

    @Option(
            names = "--since",
            paramLabel = "POSITION",
            description =
                    "Where to go on, as CHANNEL@EPOCH:OFFSET; user@1:0 is everything that is kept. May be repeated.")
    private List<String> since = new ArrayList<>();

    @Option(names = "--ack", description = "Acknowledges what was printed; needs --client-id.")
    private boolean ack;

    @Option(names = "--once", paramLabel = "N", description = "Ends after so many events of channels.")
    private int once;

    @Option(names = "--json", description = "Prints the frames as they come, one per line.")
    private boolean json;

    @Mixin
    private Account account;

    @Override
    public Integer call() throws InterruptedException {
        Map<String, Position> positions = positions();
        if (ack && clientId == null) {
            throw new ParameterException(spec.commandLine(), "--ack needs --client-id: acks are remembered under it.");
        }
        if (channels.size() > MAX_CHANNELS) {
            throw new ParameterException(
                    spec.commandLine(),
                    "%d channels are too many (expected: at most %d).".formatted(channels.size(), MAX_CHANNELS));
        }
        Api api = account.signIn();
        var options = new LiveOptions(api.url(), channels, clientId, positions, ack);
        var client = new LiveClient(api.http(), options, new AccountTokens(account, api), new Printer());
        Thread goodbye = new Thread(() -> end(client), "goodbye");
        Runtime.getRuntime().addShutdownHook(goodbye);
        String refusal = client.run();
        removeHook(goodbye);
        if (refusal != null) {
            throw new CommandFailure(refusal);
        }
        return 0;
    }

    private Map<String, Position> positions() {
        Map<String, Position> positions = new HashMap<>();
        for (String one : since) {
            try {
                Position.OfChannel parsed = Position.OfChannel.parse(one);
                positions.put(parsed.channel(), parsed.position());
            } catch (IllegalArgumentException e) {
                throw new ParameterException(spec.commandLine(), e.getMessage() + ".", e);
            }
        }
        return positions;
    }

    /** On Ctrl-C: the last acks go out, and the server sees a proper end. */
    private static void end(LiveClient client) {
        client.stop();
        try {
            client.awaitEnd(GOODBYE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void removeHook(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // It is what ended us.
        }
    }

    private final class Printer implements LiveClient.Listener {
        private int events;

        @Override
        public boolean onFrame(JsonNode frame) {
            PrintWriter out = spec.commandLine().getOut();
            if (json) {
                out.println(frame);
            } else {
                FrameLine.of(frame).ifPresent(out::println);
            }
            out.flush();
            events += frame.has("channel") ? 1 : 0;
            return once == 0 || events < once;
        }

        @Override
        public void onState(String sentence) {
            spec.commandLine().getErr().println(sentence);
            spec.commandLine().getErr().flush();
        }
    }
}
