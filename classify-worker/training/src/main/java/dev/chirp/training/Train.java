package dev.chirp.training;

import ai.onnxruntime.OrtException;
import dev.chirp.song.SoundSource;
import dev.chirp.song.variation.Split;
import dev.chirp.training.corpus.Classes;
import dev.chirp.training.corpus.Clip;
import dev.chirp.training.corpus.Corpus;
import dev.chirp.training.evaluation.Confusion;
import dev.chirp.training.evaluation.Evaluation;
import dev.chirp.training.evaluation.OnnxModel;
import dev.chirp.training.evaluation.Report;
import dev.chirp.training.evaluation.Results;
import dev.chirp.training.feature.Pictures;
import dev.chirp.training.network.Epoch;
import dev.chirp.training.network.Example;
import dev.chirp.training.network.Fitting;
import dev.chirp.training.network.Weights;
import dev.chirp.training.onnx.ModelFile;
import dev.chirp.training.pack.PackFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Synthesises recordings, fits the network, writes the pack and evaluates it. */
public final class Train {
    private static final int COMPARED_CLIPS = 100;
    private static final double MOST_DIFFERENCE = 1e-4;

    private final Settings settings;
    private final List<String> log = new ArrayList<>();
    private final long start = System.nanoTime();

    private Train(Settings settings) {
        this.settings = settings;
    }

    /** See {@link Settings}; a log of the run goes to standard output and to {@code training.log} in the pack. */
    public static void main(String[] arguments) throws Exception {
        new Train(Settings.parse(arguments)).run();
    }

    static Results run(Settings settings) throws OrtException, IOException {
        return new Train(settings).run();
    }

    private Results run() throws OrtException, IOException {
        int perSpecies = settings.perSpecies();
        int examples = Corpus.size(perSpecies);
        try (var fitting = new Fitting(Classes.count(), settings.epochs(), examples, settings.seed())) {
            List<Example> training = examples(fitting, settings.seed() * 2, perSpecies);
            List<Example> validation = examples(fitting, settings.seed() * 2 + 1, Math.max(4, perSpecies / 8));
            note("%d training and %d validation recordings".formatted(training.size(), validation.size()));
            Weights weights = fitting.fit(training, validation, this::note);
            byte[] model = ModelFile.write(weights);
            try (var onnx = new OnnxModel(model)) {
                double difference = difference(fitting, onnx);
                note("ONNX and trainer differ by at most " + difference);
                Results results = new Evaluation(onnx, settings.evaluated()).run();
                note("top-1 at 10 dB %s, wrong birds %s".formatted(results.topOne(10), results.wrongBirds()));
                String origin = "Seed %d; %d training recordings, %d classes; the model has %d bytes."
                        .formatted(settings.seed(), training.size(), Classes.count(), model.length);
                PackFiles.write(settings.out(), model, results.threshold());
                write("EVALUATION.md", Report.markdown(results, difference, origin, settings.command()));
                write("confusion.csv", Confusion.csv(results.at(10)));
                note("pack written");
                write("training.log", String.join("\n", log) + "\n");
                return results;
            }
        }
    }

    private void write(String file, String text) throws IOException {
        Files.writeString(settings.out().resolve(file), text);
    }

    private static List<Example> examples(Fitting fitting, long seed, int perSpecies) {
        try (var pictures = new Pictures(fitting.manager())) {
            var examples = new ArrayList<Example>();
            new Corpus(seed)
                    .forEach(perSpecies, clip -> examples.add(new Example(pictures.of(clip.samples()), clip.labels())));
            return examples;
        }
    }

    /** The whole way from samples to scores, once by the trainer and once by the file. */
    private static double difference(Fitting fitting, OnnxModel onnx) throws OrtException {
        double most = 0;
        try (var pictures = new Pictures(fitting.manager())) {
            for (int i = 0; i < COMPARED_CLIPS; i++) {
                SoundSource source = Classes.all().get(i % Classes.count());
                float[] samples = Clip.of(source, Split.HELD_OUT, i, 10).samples();
                float[] trained = fitting.logits(pictures.of(samples));
                float[] exported = onnx.logits(samples);
                for (int c = 0; c < trained.length; c++) {
                    most = Math.max(most, Math.abs(trained[c] - exported[c]));
                }
            }
        }
        if (most > MOST_DIFFERENCE) {
            throw new IllegalStateException("the ONNX file differs from the trainer by %s (expected: at most %s)"
                    .formatted(most, MOST_DIFFERENCE));
        }
        return most;
    }

    private void note(Epoch epoch) {
        note(String.format(
                Locale.ROOT,
                "epoch %2d  training loss %.4f  validation loss %.4f  %.1f s",
                epoch.number(),
                epoch.trainingLoss(),
                epoch.validationLoss(),
                epoch.seconds()));
    }

    private void note(String what) {
        String line = String.format(Locale.ROOT, "%6.1f s  %s", (System.nanoTime() - start) / 1e9, what);
        log.add(line);
        System.out.println(line);
    }
}
