package dev.chirp.cli.log;

import dev.chirp.cli.CommandFailure;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code chirp logs}: the same questions that one asks of Loki, to the files of this machine. */
@Command(
        name = "logs",
        description = "Prints lines of the logs, oldest first. Filters all have to hold.",
        mixinStandardHelpOptions = true)
public final class LogsCommand implements Callable<Integer> {
    private static final int MOST_AT_ONCE = 1 << 20;
    private static final Duration LOOK_EVERY = Duration.ofMillis(250);

    enum Level {
        TRACE,
        DEBUG,
        INFO,
        WARN,
        ERROR;

        /** What is no level is taken for the worst: it should not be missed. */
        static Level of(String name) {
            return Arrays.stream(values())
                    .filter(level -> level.name().equals(name))
                    .findFirst()
                    .orElse(ERROR);
        }
    }

    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "FILE",
            arity = "0..*",
            description = "Files with lines of JSON, gzipped or not; '-' is standard input. Without any: those of"
                    + " 'chirp up' in the data folder.")
    private List<Path> files = new ArrayList<>();

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            defaultValue = "./data",
            description = "Of 'chirp up' (default: ${DEFAULT-VALUE}).")
    private Path data;

    @Option(names = "--service", paramLabel = "NAME", description = "Such as api-gateway.")
    private @Nullable String service;

    @Option(names = "--level", paramLabel = "LEVEL", description = "This one and worse: ${COMPLETION-CANDIDATES}.")
    private @Nullable Level level;

    @Option(names = "--trace", paramLabel = "ID", description = "Of one trace.")
    private @Nullable String trace;

    @Option(names = "--request", paramLabel = "ID", description = "With this request_id.")
    private @Nullable String request;

    @Option(
            names = "--where",
            paramLabel = "KEY=VALUE",
            description = "With this key, for example capture_id=7. May be repeated.")
    private Map<String, String> where = new TreeMap<>();

    @Option(
            names = "--since",
            paramLabel = "TIME",
            converter = Since.Converter.class,
            description = "From then on: 10m, 2h, 1d ago, or an RFC 3339 time.")
    private @Nullable Since since;

    @Option(names = "--follow", description = "Goes on with what is logged, until Ctrl-C.")
    private boolean follow;

    @Option(names = "--json", description = "Prints the lines as they are.")
    private boolean json;

    @Override
    public Integer call() throws InterruptedException {
        List<Path> read = files.isEmpty() ? ofUp() : files;
        for (Path file : read) {
            try (BufferedReader lines = open(file)) {
                print(lines);
            } catch (IOException e) {
                throw new CommandFailure("Cannot read %s: %s.".formatted(file, e.getMessage()), e);
            }
        }
        Path last = read.getLast();
        if (follow && !last.toString().equals("-")) {
            try {
                follow(last);
            } catch (IOException e) {
                throw new CommandFailure("Cannot follow %s: %s.".formatted(last, e.getMessage()), e);
            }
        }
        return 0;
    }

    /** The oldest first; the one that is written now has no number and comes last. */
    private List<Path> ofUp() {
        Path folder = data.resolve("logs");
        try (Stream<Path> all = Files.list(folder)) {
            List<Path> found = all.filter(file -> file.getFileName().toString().contains(".log"))
                    .sorted(Comparator.comparing((Path file) -> file.toString().endsWith(".log"))
                            .thenComparing(LogsCommand::modified))
                    .toList();
            if (!found.isEmpty()) {
                return found;
            }
        } catch (IOException e) {
            // said below
        }
        throw new CommandFailure("There are no logs in %s; 'chirp up' writes them, or name files.".formatted(folder));
    }

    private static Instant modified(Path file) {
        try {
            return Files.getLastModifiedTime(file).toInstant();
        } catch (IOException e) {
            return Instant.EPOCH;
        }
    }

    private static BufferedReader open(Path file) throws IOException {
        InputStream bytes = file.toString().equals("-") ? System.in : Files.newInputStream(file);
        return new BufferedReader(new InputStreamReader(
                file.toString().endsWith(".gz") ? new GZIPInputStream(bytes) : bytes, StandardCharsets.UTF_8));
    }

    private void print(BufferedReader lines) throws IOException {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            print(line);
        }
        spec.commandLine().getOut().flush();
    }

    private void print(String line) {
        LogLine.parse(line)
                .filter(this::isWanted)
                .ifPresent(found -> spec.commandLine().getOut().println(json ? line : found.pretty()));
    }

    /** A file that has become shorter is a new one: the old one was put away. A line counts when it is complete. */
    private void follow(Path file) throws IOException, InterruptedException {
        long at = Files.size(file);
        ByteArrayOutputStream begun = new ByteArrayOutputStream();
        while (true) {
            long size = Files.exists(file) ? Files.size(file) : at;
            if (size < at) {
                at = 0;
                begun.reset();
            }
            if (size > at) {
                try (SeekableByteChannel channel = Files.newByteChannel(file)) {
                    ByteBuffer some = ByteBuffer.allocate((int) Math.min(size - at, MOST_AT_ONCE));
                    channel.position(at);
                    at += Math.max(0, channel.read(some));
                    some.flip();
                    while (some.hasRemaining()) {
                        byte next = some.get();
                        if (next == '\n') {
                            print(begun.toString(StandardCharsets.UTF_8));
                            begun.reset();
                        } else {
                            begun.write(next);
                        }
                    }
                }
                spec.commandLine().getOut().flush();
            } else {
                Thread.sleep(LOOK_EVERY);
            }
        }
    }

    private boolean isWanted(LogLine line) {
        return (service == null || line.service().equals(service))
                && (level == null || level.compareTo(Level.of(line.level())) <= 0)
                && (trace == null || line.has("trace_id", trace))
                && (request == null || line.has("request_id", request))
                && (since == null || !line.at().isBefore(since.time()))
                && where.entrySet().stream().allMatch(key -> line.has(key.getKey(), key.getValue()));
    }
}
