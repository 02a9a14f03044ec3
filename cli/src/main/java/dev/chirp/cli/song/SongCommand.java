package dev.chirp.cli.song;

import dev.chirp.audio.WavWriter;
import dev.chirp.cli.CommandFailure;
import dev.chirp.song.Region;
import dev.chirp.song.Song;
import dev.chirp.song.Songbook;
import dev.chirp.song.SoundSource;
import dev.chirp.song.Species;
import dev.chirp.song.scene.Label;
import dev.chirp.song.scene.Scene;
import dev.chirp.song.scene.SceneRecording;
import dev.chirp.song.score.Strophe.Kind;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code chirp song NAME}: a bird that never was, singing as its kind does; or minutes of a whole garden. */
@Command(
        name = "song",
        description = "Writes a synthetic bird song as a WAV file; the same seed gives the same file.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        footer = {
            "",
            "Examples:",
            "  chirp song \"American Robin\" --out robin.wav",
            "  chirp song --scene backyard --minutes 5 --out yard.wav    (labels in yard.labels.txt)"
        })
public final class SongCommand implements Callable<Integer> {
    private static final int SAMPLE_RATE = 32_000;
    private static final double MAX_SECONDS = 600;
    private static final double MAX_MINUTES = 30;

    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "NAME",
            arity = "0..1",
            description = "Common or scientific name, for example \"American Robin\"; also Dog, Engine, Human voice,"
                    + " Insects, Noise.")
    private @Nullable String name;

    @Option(names = "--list", description = "Lists species, other sounds and scenes.")
    private boolean list;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "Which of its songs.")
    private long seed;

    @Option(names = "--out", paramLabel = "FILE", description = "Where to write.")
    private @Nullable Path out;

    @Option(names = "--seconds", paramLabel = "S", defaultValue = "9", description = "How long.")
    private double seconds;

    @Option(
            names = "--snr-db",
            paramLabel = "DB",
            defaultValue = "20",
            description = "How far the song stands above the background noise.")
    private double snrDb;

    @Option(names = "--call", description = "A call instead of whatever the seed chooses.")
    private boolean call;

    @Option(
            names = "--scene",
            paramLabel = "SCENE",
            description = "A place instead of one bird; see --list. A file of labels is written beside it.")
    private @Nullable String scene;

    @Option(names = "--minutes", paramLabel = "M", defaultValue = "1", description = "How long a scene lasts.")
    private double minutes;

    @Override
    public Integer call() {
        if (list) {
            list(terminal());
            return 0;
        }
        if (out == null || (name == null) == (scene == null)) {
            throw wrong("Give a NAME or --scene SCENE, and --out FILE; or --list.");
        }
        if (name != null) {
            song(name, out);
        } else if (scene != null) {
            scene(scene, out);
        }
        return 0;
    }

    private void song(String wanted, Path file) {
        if (!(seconds > 0 && seconds <= MAX_SECONDS)) {
            throw wrong("--seconds: %s (expected: more than 0, at most %s)".formatted(seconds, MAX_SECONDS));
        }
        SoundSource source = Songbook.find(wanted)
                .orElseThrow(() -> wrong("Nobody here sings like '%s'; see 'chirp song --list'.".formatted(wanted)));
        write(file, sing(source));
        terminal().printf(Locale.ROOT, "%s: %s, %.1f s, seed %d%n", file, source.commonName(), seconds, seed);
    }

    private float[] sing(SoundSource source) {
        if (!call) {
            return Song.render(source, seed, seconds, SAMPLE_RATE, snrDb);
        }
        if (!(source instanceof Species species) || !Songbook.has(species, Kind.CALL)) {
            throw wrong("%s has no call; leave out --call.".formatted(source.commonName()));
        }
        return Song.render(species, Kind.CALL, seed, seconds, SAMPLE_RATE, snrDb);
    }

    private void scene(String wanted, Path file) {
        if (!(minutes > 0 && minutes <= MAX_MINUTES)) {
            throw wrong("--minutes: %s (expected: more than 0, at most %s)".formatted(minutes, MAX_MINUTES));
        }
        Scene found = Scene.find(wanted)
                .orElseThrow(() -> wrong("No scene '%s' (expected: %s).".formatted(wanted, scenes())));
        SceneRecording recording = SceneRecording.render(found, seed, minutes * 60, SAMPLE_RATE);
        write(file, recording.samples());
        Path labels = labelsBeside(file);
        try {
            Files.writeString(labels, Label.file(recording.labels()));
        } catch (IOException e) {
            throw new CommandFailure("Cannot write %s: %s.".formatted(labels, e.getMessage()), e);
        }
        terminal()
                .printf(
                        Locale.ROOT,
                        "%s: %s, %.1f min, seed %d; %d labels in %s%n",
                        file,
                        found.title(),
                        minutes,
                        seed,
                        recording.labels().size(),
                        labels);
    }

    private static Path labelsBeside(Path file) {
        String name = file.getFileName().toString().replaceFirst("\\.[^.]*$", "");
        return file.resolveSibling(name + ".labels.txt");
    }

    private static void write(Path file, float[] samples) {
        try {
            Files.write(file, WavWriter.toBytes(samples, SAMPLE_RATE));
        } catch (IOException e) {
            throw new CommandFailure("Cannot write %s: %s.".formatted(file, e.getMessage()), e);
        }
    }

    private static void list(PrintWriter terminal) {
        for (Region region : Region.values()) {
            terminal.println(region.title());
            Songbook.species().stream()
                    .filter(species -> species.region() == region)
                    .forEach(species -> terminal.printf(
                            "  %-26s %-28s %s%n", species.commonName(), species.scientificName(), voices(species)));
        }
        terminal.println("No birds");
        Songbook.sources().stream()
                .filter(source -> !(source instanceof Species))
                .forEach(source -> terminal.printf("  %s%n", source.commonName()));
        terminal.println("Scenes");
        for (Scene one : Scene.values()) {
            terminal.printf("  %-26s %s%n", one.title(), one.description());
        }
    }

    private static String voices(Species species) {
        return Arrays.stream(Kind.values())
                .filter(kind -> Songbook.has(species, kind))
                .map(kind -> kind.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", "));
    }

    private static String scenes() {
        return Arrays.stream(Scene.values()).map(Scene::title).collect(Collectors.joining(", "));
    }

    private PrintWriter terminal() {
        return spec.commandLine().getOut();
    }

    private ParameterException wrong(String sentence) {
        return new ParameterException(spec.commandLine(), sentence);
    }
}
