package dev.chirp.audio.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever the bytes are, the answer is sound or a rejection, and costs no more than its cap. {@code -Dfuzz.files=N} for
 * more than a build takes, {@code -Dfuzz.seed=S} for others. What fails is kept in {@code target/fuzz}; it belongs into
 * {@code src/test/resources/corpus} with the fix.
 */
class FuzzTest {
    private static final int FILES = Integer.getInteger("fuzz.files", 1_500);
    private static final long SEED = Long.getLong("fuzz.seed", 20_260_501L);
    private static final Path RECORDINGS = Path.of("src/test/resources/recordings");
    private static final Path CORPUS = Path.of("src/test/resources/corpus");
    private static final int MOST_MUTATIONS = 4;

    /** A hang would be found by nothing else. */
    @Test
    @Timeout(3_600)
    void answersEveryMutationWithSoundOrARejection() throws IOException {
        List<byte[]> seeds = new ArrayList<>();
        for (Path file : files(RECORDINGS)) {
            seeds.add(Files.readAllBytes(file));
        }
        int accepted = 0;
        int damaged = 0;
        for (int i = 0; i < FILES; i++) {
            RandomGenerator random = new Random(SEED + i);
            byte[] file = mutated(seeds.get(i % seeds.size()).clone(), seeds, random);
            Hostile outcome = look(file, "mutation " + (SEED + i));
            accepted += outcome.byReader() == null ? 1 : 0;
            damaged += outcome.byReader() != null && outcome.byProbe() == null ? 1 : 0;
        }
        // All outcomes must be common, or the mutations explore nothing: heard, refused, refused by the decoder alone.
        assertThat(accepted).isBetween(FILES / 20, FILES * 19 / 20);
        assertThat(damaged).isGreaterThan(FILES / 100);
    }

    static Stream<Path> corpus() throws IOException {
        return files(CORPUS).stream();
    }

    @ParameterizedTest
    @MethodSource("corpus")
    @Timeout(60)
    void answersWhatOnceWentWrong(Path file) throws IOException {
        look(Files.readAllBytes(file), file.toString());
    }

    private static Hostile look(byte[] file, String name) throws IOException {
        try {
            Hostile outcome = Hostile.of(file);
            outcome.requireSound();
            // What decoders leave as garbage grows with the sound, and with the bytes that came; with no header's word.
            assertThat(outcome.allocated()).isLessThan((4L << 20) + 512L * file.length + 400L * outcome.frames());
            return outcome;
        } catch (AssertionError | RuntimeException | StackOverflowError | OutOfMemoryError e) {
            Path kept = Path.of("target/fuzz", Integer.toHexString(Arrays.hashCode(file)) + ".bin");
            Files.createDirectories(kept.getParent());
            Files.write(kept, file);
            throw new AssertionError(name + ", kept as " + kept, e);
        }
    }

    private static byte[] mutated(byte[] seed, List<byte[]> others, RandomGenerator random) {
        byte[] file = seed;
        Mutation[] ways = Mutation.values();
        for (int left = 1 + random.nextInt(MOST_MUTATIONS); left > 0 && file.length >= 4; left--) {
            file = ways[random.nextInt(ways.length)].apply(file, others, random);
        }
        if (random.nextInt(3) > 0) {
            Repair.checksums(file);
        }
        return file;
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file ->
                            !file.toString().endsWith(".sh") && !file.toString().endsWith(".md"))
                    .sorted()
                    .toList();
        }
    }
}
