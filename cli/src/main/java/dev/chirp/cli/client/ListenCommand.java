package dev.chirp.cli.client;

import dev.chirp.cli.CommandFailure;
import dev.chirp.cli.client.LiveConnection.Ended;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** {@code chirp listen}: prints live events and comes back by itself after a lost connection. */
@Command(
        name = "listen",
        description = "Prints live events as lines until Ctrl-C; comes back by itself after a lost connection.",
        mixinStandardHelpOptions = true)
public final class ListenCommand implements Callable<Integer> {
    private static final Duration FIRST_WINDOW = Duration.ofMillis(500);
    private static final Duration LAST_WINDOW = Duration.ofSeconds(15);

    @Spec
    private CommandSpec spec;

    @Option(names = "--json", description = "Prints the frames as they come, one per line.")
    private boolean json;

    @Mixin
    private Account account;

    @Override
    public Integer call() throws InterruptedException {
        Position position = new Position();
        Duration window = FIRST_WINDOW;
        boolean everConnected = false;
        while (true) {
            try {
                LiveConnection connection = LiveConnection.open(account.signIn(), position.since(), frame -> {
                    position.see(frame);
                    print(frame);
                });
                everConnected = true;
                window = FIRST_WINDOW;
                Ended ended = connection.awaitEnd();
                if (!ended.comeBack()) {
                    throw new CommandFailure("The server closed the connection for good: " + ended.reason() + ".");
                }
                tell("Connection lost (" + ended.reason() + "), coming back");
            } catch (LiveConnection.Refused | CommandFailure e) {
                if (!everConnected || !isTemporary(e)) {
                    throw e instanceof CommandFailure failure
                            ? failure
                            : new CommandFailure(String.valueOf(e.getMessage()), e);
                }
            }
            Thread.sleep(ThreadLocalRandom.current().nextLong(1, window.toMillis()));
            window = window.multipliedBy(2).compareTo(LAST_WINDOW) > 0 ? LAST_WINDOW : window.multipliedBy(2);
        }
    }

    private static boolean isTemporary(RuntimeException failure) {
        return failure.getCause() instanceof IOException || failure instanceof LiveConnection.Refused;
    }

    private void print(JsonNode frame) {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(frame);
        } else {
            FrameLine.of(frame).ifPresent(out::println);
        }
        out.flush();
    }

    private void tell(String sentence) {
        spec.commandLine().getErr().println(sentence);
        spec.commandLine().getErr().flush();
    }
}
