package dev.chirp.cli.model;

import dev.chirp.cli.CommandFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code chirp model train}: runs the training program of the repository, which has its own libraries. */
@Command(
        name = "train",
        description = {
            "Trains the shipped model anew on synthetic songs (half an hour of one core) and evaluates it.",
            "Downloads the training library (120 MB) at the first time."
        },
        mixinStandardHelpOptions = true,
        showDefaultValues = true)
final class TrainCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Where to write the pack; in place of the shipped one when left out.")
    private @Nullable Path out;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "Another seed, other weights.")
    private long seed;

    @Option(
            names = "--clips",
            paramLabel = "N",
            defaultValue = "150",
            description = "Training recordings of each bird.")
    private int clips;

    @Option(names = "--epochs", paramLabel = "N", defaultValue = "14", description = "At most so many passes.")
    private int epochs;

    @Override
    public Integer call() throws InterruptedException {
        Path repository = Path.of("").toAbsolutePath();
        if (!Files.isExecutable(repository.resolve("mvnw"))
                || !Files.isDirectory(repository.resolve("classify-worker/training"))) {
            throw new ParameterException(
                    spec.commandLine(), "Training needs the repository; run this command in its top folder.");
        }
        String arguments = "--seed %d --clips %d --epochs %d".formatted(seed, clips, epochs)
                + (out == null ? "" : " --out " + out.toAbsolutePath());
        List<String> command = new ArrayList<>(List.of(
                "./mvnw", "-B", "-ntp", "-q", "-Dquick", "-Ptraining", "-pl", "classify-worker/training", "-am"));
        command.addAll(List.of("package", "-Dmaven.test.skip=true", "-Dtrain", "-Dtrain.arguments=" + arguments));
        try {
            Process training = new ProcessBuilder(command)
                    .directory(repository.toFile())
                    .inheritIO()
                    .start();
            Runtime.getRuntime().addShutdownHook(new Thread(training::destroy));
            return training.waitFor();
        } catch (IOException e) {
            throw new CommandFailure("The training program cannot be started: " + e.getMessage() + ".", e);
        }
    }
}
