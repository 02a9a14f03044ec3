package dev.chirp.cli.song;

import dev.chirp.audio.WavWriter;
import dev.chirp.cli.CommandFailure;
import dev.chirp.song.Song;
import dev.chirp.song.Songbook;
import dev.chirp.song.SoundSource;
import dev.chirp.song.Species;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code chirp song NAME}: a bird that never was, singing as its kind does. */
@Command(
        name = "song",
        description = "Writes a synthetic bird song as a WAV file; the same seed gives the same file.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true)
public final class SongCommand implements Callable<Integer> {
    private static final int SAMPLE_RATE = 32_000;
    private static final double MAX_SECONDS = 600;

    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "NAME",
            arity = "0..1",
            description = "Common or scientific name, for example \"American Robin\".")
    private @Nullable String name;

    @Option(names = "--list", description = "Lists the species.")
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

    @Override
    public Integer call() {
        PrintWriter terminal = spec.commandLine().getOut();
        if (list) {
            for (Species species : Songbook.species()) {
                terminal.printf("%-28s %s%n", species.commonName(), species.scientificName());
            }
            return 0;
        }
        if (name == null || out == null) {
            throw wrong("Give a NAME and --out FILE, or --list.");
        }
        if (!(seconds > 0 && seconds <= MAX_SECONDS)) {
            throw wrong("--seconds: %s (expected: more than 0, at most %s)".formatted(seconds, MAX_SECONDS));
        }
        String wanted = name;
        SoundSource source = Songbook.find(wanted)
                .orElseThrow(() -> wrong("Nobody here sings like '%s'; see 'chirp song --list'.".formatted(wanted)));
        try {
            Files.write(out, WavWriter.toBytes(Song.render(source, seed, seconds, SAMPLE_RATE, snrDb), SAMPLE_RATE));
        } catch (IOException e) {
            throw new CommandFailure("Cannot write %s: %s.".formatted(out, e.getMessage()), e);
        }
        terminal.printf("%s: %s, %.1f s, seed %d%n", out, wanted, seconds, seed);
        return 0;
    }

    private ParameterException wrong(String sentence) {
        return new ParameterException(spec.commandLine(), sentence);
    }
}
