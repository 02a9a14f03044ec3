package dev.chirp.load.bench;

import dev.chirp.cli.ChirpCommand;
import dev.chirp.embedded.QuietLogs;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
            new OverheadBenchmark(),
            new FaultsBenchmark(),
            new IngestBenchmark(),
            new FanoutBenchmark(),
            new FanoutFaultsBenchmark(),
            new UploadBenchmark(),
            new LoadBenchmark());

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
        Report report = new Report(benchmark.name(), benchmark.run(new Session(folder, profile.equals("full"), out)));
        report.print(out);
        if (json != null) {
            report.write(json);
        }
        return gate && !report.isMet() ? 1 : 0;
    }
}
