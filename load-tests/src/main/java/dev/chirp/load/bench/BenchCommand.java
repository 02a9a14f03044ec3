package dev.chirp.load.bench;

import dev.chirp.cli.ChirpCommand;
import dev.chirp.contracts.event.EventJson;
import dev.chirp.embedded.QuietLogs;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code chirp bench NAME}: starts a platform of its own, measures, prints a table. */
@Command(
        name = "bench",
        description = "Measures the platform; starts one of its own in a temporary folder.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true)
public final class BenchCommand implements ChirpCommand, Callable<Integer> {
    private static final List<Benchmark> BENCHMARKS = List.of(
            new IntakeBenchmark(),
            new PipelineBenchmark(),
            new RelayBenchmark(),
            new ConsumerBenchmark(),
            new InferenceBenchmark(),
            new ScaleBenchmark(),
            new FailoverBenchmark(),
            new MemoryBenchmark(),
            new StartupBenchmark(),
            new FaultsBenchmark(),
            new IngestBenchmark(),
            new FanoutBenchmark(),
            new FanoutFaultsBenchmark(),
            new UploadBenchmark());

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "NAME", arity = "0..1", description = "Which benchmark; --list names them.")
    private @Nullable String name;

    @Option(names = "--list", description = "Names the benchmarks.")
    private boolean list;

    @Option(names = "--json", paramLabel = "FILE", description = "Also writes the figures to this file.")
    private @Nullable Path json;

    @Option(names = "--profile", paramLabel = "short|full", defaultValue = "short", description = "How long it runs.")
    private String profile;

    @Option(names = "--gate", description = "Exits with 1 when a target is missed.")
    private boolean gate;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        if (list || name == null) {
            BENCHMARKS.forEach(one -> out.printf("%-13s %s%n", one.name(), one.description()));
            return name == null && !list ? 2 : 0;
        }
        Benchmark benchmark = BENCHMARKS.stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new ParameterException(
                        spec.commandLine(), "Unknown benchmark " + name + "; see bench --list."));
        QuietLogs.apply();
        Path folder = Files.createTempDirectory("chirp-bench");
        out.printf("Benchmark %s, profile %s, in %s%n", name, profile, folder);
        List<Figure> figures = benchmark.run(new Session(folder, profile.equals("full"), out));
        print(figures, out);
        if (json != null) {
            write(json, benchmark.name(), figures);
        }
        boolean missed = figures.stream().anyMatch(figure -> Boolean.FALSE.equals(figure.met()));
        return gate && missed ? 1 : 0;
    }

    private static void print(List<Figure> figures, PrintWriter out) {
        out.printf("%n%-44s %12s %-10s %12s %7s  %-16s %s%n", "figure", "value", "unit", "peer", "ratio", "target", "");
        for (Figure figure : figures) {
            out.printf(
                    Locale.ROOT,
                    "%-44s %12s %-10s %12s %7s  %-16s %s%n",
                    figure.name(),
                    number(figure.value()),
                    figure.unit(),
                    figure.peer() == null ? "" : number(figure.peer()),
                    figure.ratio() == null ? "" : String.format(Locale.ROOT, "%.2f", figure.ratio()),
                    figure.target() == null ? "" : figure.target(),
                    figure.met() == null ? "" : figure.met() ? "met" : "MISSED");
        }
        out.flush();
    }

    /** Small numbers, such as ratios, with two more digits. */
    private static String number(double value) {
        return String.format(Locale.ROOT, Math.abs(value) < 10 ? "%.3f" : "%.1f", value);
    }

    private static void write(Path file, String name, List<Figure> figures) throws IOException {
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("name", name);
        report.put(
                "machine",
                System.getProperty("os.arch") + ", " + Runtime.getRuntime().availableProcessors() + " cores, Java "
                        + Runtime.version());
        report.put("when", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        report.put("figures", figures);
        Files.writeString(
                file, EventJson.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(report) + "\n");
    }
}
