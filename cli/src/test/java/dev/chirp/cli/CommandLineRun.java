package dev.chirp.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;

/** {@code chirp …} in this JVM, on a thread of its own, with what it prints. */
public final class CommandLineRun {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final CompletableFuture<Integer> exit = new CompletableFuture<>();
    private final Thread thread;

    private CommandLineRun(String... arguments) {
        CommandLine line =
                Chirp.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        thread = Thread.ofPlatform().name("chirp-" + arguments[0]).start(() -> {
            try {
                exit.complete(line.execute(arguments));
            } catch (RuntimeException e) {
                exit.completeExceptionally(e);
            }
        });
    }

    /** Begins. */
    public static CommandLineRun start(String... arguments) {
        return new CommandLineRun(arguments);
    }

    /** Runs to the end; the exit code says how that was. */
    public static CommandLineRun of(String... arguments) throws Exception {
        CommandLineRun run = start(arguments);
        run.exit(Duration.ofSeconds(90));
        return run;
    }

    /** The exit code, once it ends by itself. */
    public int exit(Duration patience) throws Exception {
        return exit.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Ends what goes on until Ctrl-C; the exit code. */
    public int stop() throws Exception {
        thread.interrupt();
        return exit(Duration.ofSeconds(60));
    }

    /** Waits until this was printed; fails when the command ends before. */
    public void awaitOutput(String text, Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!out().contains(text)) {
            if (exit.isDone() || System.nanoTime() > deadline) {
                throw new AssertionError("no '%s' in:%n%s%n%s".formatted(text, out(), err()));
            }
            Thread.sleep(50);
        }
    }

    public int exit() {
        return exit.join();
    }

    /** What it has printed so far. */
    public String out() {
        return out.toString();
    }

    /** What it has said on standard error so far. */
    public String err() {
        return err.toString();
    }
}
