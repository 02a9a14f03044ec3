package dev.chirp.cli.client;

import dev.chirp.cli.CommandFailure;
import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.LongConsumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** {@code chirp send FILE…}: uploads, waits for the bird, prints it. */
@Command(
        name = "send",
        description = "Uploads recordings, waits until each is identified, and prints the bird.",
        mixinStandardHelpOptions = true)
public final class SendCommand implements Callable<Integer> {
    private static final Duration POLL = Duration.ofMillis(200);

    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "FILE",
            arity = "1..*",
            description = "Recordings: WAV, FLAC, MP3, or Ogg or WebM with Opus.")
    private List<Path> files;

    @Option(names = "--json", description = "Prints each capture as one line of JSON.")
    private boolean json;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "60",
            description = "How long to wait for one bird (default: ${DEFAULT-VALUE}).")
    private int timeoutSeconds;

    @Mixin
    private Account account;

    @Override
    public Integer call() throws InterruptedException {
        for (Path file : files) {
            if (!Files.isReadable(file) || Files.isDirectory(file)) {
                throw new ParameterException(spec.commandLine(), "Cannot read %s.".formatted(file));
            }
        }
        Api api = account.signIn();
        int failed = 0;
        for (Path file : files) {
            failed += send(api, file) ? 0 : 1;
        }
        return failed == 0 ? 0 : 1;
    }

    private boolean send(Api api, Path file) throws InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        long start = System.nanoTime();
        try {
            long id = api.upload(file, progress(file));
            JsonNode capture = await(api, id, start);
            out.println(
                    json ? capture.toString() : CaptureLine.of(capture, Duration.ofNanos(System.nanoTime() - start)));
            out.flush();
            return capture.path("status").asString().equals("processed");
        } catch (IOException e) {
            throw new CommandFailure("Cannot read %s: %s.".formatted(file, e.getMessage()), e);
        } catch (CommandFailure e) {
            if (files.size() == 1) {
                throw e;
            }
            spec.commandLine().getErr().printf("%s: %s%n", file.getFileName(), e.getMessage());
            return false;
        }
    }

    private JsonNode await(Api api, long id, long start) throws InterruptedException {
        long deadline = start + Duration.ofSeconds(timeoutSeconds).toNanos();
        while (true) {
            JsonNode capture = api.capture(id);
            String status = capture.path("status").asString();
            if (status.equals("processed") || status.equals("failed")) {
                return capture;
            }
            if (System.nanoTime() > deadline) {
                throw new CommandFailure("Capture %d is still %s after %d s.".formatted(id, status, timeoutSeconds));
            }
            Thread.sleep(POLL);
        }
    }

    /** Percentages on a terminal, nothing in a pipe. */
    @SuppressWarnings("SystemConsoleNull") // Since JDK 25 it is null again when nobody is there to look.
    private LongConsumer progress(Path file) throws IOException {
        Console console = System.console();
        if (json || console == null || !console.isTerminal()) {
            return bytes -> {};
        }
        long total = Math.max(1, Files.size(file));
        return bytes -> {
            String end = bytes >= total ? "\r\033[K" : "";
            console.printf("\r%s  %3d %%%s", file.getFileName(), 100 * bytes / total, end);
            console.flush();
        };
    }
}
