package dev.chirp.cli.model;

import dev.chirp.classify.evaluation.Evaluation;
import dev.chirp.classify.evaluation.LabelledRecording;
import dev.chirp.classify.evaluation.Measured;
import dev.chirp.classify.model.Model;
import dev.chirp.cli.CommandFailure;
import dev.chirp.contracts.event.EventJson;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code chirp eval DIR}. */
@Command(
        name = "eval",
        description = {
            "Measures a model on labelled recordings: top-1, top-5 and mean average precision.",
            "A recording is labelled by the name of its folder (\"American Robin/1.wav\"), or by a file beside it",
            "(yard.wav, yard.labels.txt: start, end and name between tabs, as 'chirp song --scene' writes it)."
        },
        mixinStandardHelpOptions = true,
        showDefaultValues = true)
public final class EvalCommand implements Callable<Integer> {
    private static final long PROGRESS_NANOS = 2_000_000_000L;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "DIR", description = "The recordings: WAV, FLAC, Ogg, WebM, MP3.")
    private Path folder;

    @Option(names = "--pack", paramLabel = "DIR", description = "The model; the one that 'up' runs when left out.")
    private @Nullable Path pack;

    @Option(names = "--data-dir", paramLabel = "DIR", defaultValue = "data", description = "The data folder of 'up'.")
    private Path data;

    @Option(names = "--json", description = "Prints JSON.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        if (!Files.isDirectory(folder)) {
            throw new ParameterException(spec.commandLine(), folder + " is no folder.");
        }
        String location = pack == null
                ? new PackFolder(data).active().map(Path::toString).orElse(PackFolder.SHIPPED)
                : pack.toString();
        try (Model model = Packs.load(location)) {
            Measured measured = measure(model, recordings());
            if (measured.recordings() == 0) {
                throw new CommandFailure(nothing(measured));
            }
            PrintWriter terminal = spec.commandLine().getOut();
            if (json) {
                terminal.println(EventJson.MAPPER.writeValueAsString(measured));
            } else {
                terminal.println(Packs.line(model));
                print(measured, terminal);
            }
            return 0;
        }
    }

    private List<LabelledRecording> recordings() {
        try {
            return LabelledRecording.below(folder);
        } catch (IOException e) {
            throw new CommandFailure(folder + " cannot be read: " + e.getMessage() + ".", e);
        }
    }

    private Measured measure(Model model, List<LabelledRecording> recordings) throws Exception {
        var evaluation = new Evaluation(model);
        long told = System.nanoTime();
        for (int i = 0; i < recordings.size(); i++) {
            evaluation.add(recordings.get(i));
            if (System.nanoTime() - told > PROGRESS_NANOS) {
                told = System.nanoTime();
                spec.commandLine().getErr().printf("%d of %d recordings%n", i + 1, recordings.size());
            }
        }
        return evaluation.measured();
    }

    private String nothing(Measured measured) {
        if (!measured.unreadable().isEmpty()) {
            return "No recording could be decoded; the first: "
                    + measured.unreadable().getFirst();
        }
        return measured.unknownNames().isEmpty()
                ? "There is no recording in " + folder + "."
                : "The model knows none of the names: " + String.join(", ", measured.unknownNames()) + ".";
    }

    private static void print(Measured measured, PrintWriter terminal) {
        terminal.printf("%-28s %10s %7s %7s %7s%n", "", "recordings", "top-1", "top-5", "AP");
        for (Measured.OfClass one : measured.classes()) {
            row(terminal, one.name(), one.recordings(), one.topOne(), one.topFive(), one.averagePrecision());
        }
        row(
                terminal,
                "all (AP: the mean)",
                measured.recordings(),
                measured.topOne(),
                measured.topFive(),
                measured.meanAveragePrecision());
        if (!measured.unknownNames().isEmpty()) {
            terminal.println("Left out, unknown to the model: " + String.join(", ", measured.unknownNames()));
        }
        measured.unreadable().forEach(file -> terminal.println("Left out: " + file));
    }

    private static void row(PrintWriter terminal, String name, int count, double one, double five, double precision) {
        terminal.printf(
                Locale.ROOT, "%-28s %10d %6.1f%% %6.1f%% %7.3f%n", name, count, 100 * one, 100 * five, precision);
    }
}
