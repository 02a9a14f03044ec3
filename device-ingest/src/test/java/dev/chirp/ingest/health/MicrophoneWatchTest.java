package dev.chirp.ingest.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MicrophoneWatchTest {
    private static final MicrophoneLimits LIMITS =
            new MicrophoneLimits(-80, Duration.ofSeconds(10), 6, Duration.ofSeconds(3));

    /** Amplitudes of a square wave, so of the RMS. */
    private static final int QUIET = 2; // -84.3 dB

    private static final int BETWEEN = 4; // -78.3 dB
    private static final int LOUD = 8; // -72.2 dB

    private final MicrophoneWatch watch = new MicrophoneWatch(LIMITS);

    @Test
    void saysNothingBeforeItKnows() {
        assertThat(watch.verdict()).isEmpty();
        hear(QUIET, 9);
        assertThat(watch.verdict()).isEmpty();
        hear(BETWEEN, 1);
        assertThat(watch.verdict()).contains(Microphone.OK);
    }

    @Test
    void flagsSilenceAfterAWhile() {
        hear(LOUD, 1);
        hear(QUIET, 9);
        assertThat(watch.verdict()).contains(Microphone.OK);
        hear(QUIET, 1);
        assertThat(watch.verdict()).contains(Microphone.SILENT);
    }

    @Test
    void flagsOneValueWhateverItsHeight() {
        for (int i = 0; i < 10; i++) {
            watch.hear(LevelTest.level(100, sample -> 20_000), 1);
        }
        assertThat(watch.verdict()).contains(Microphone.CONSTANT);
    }

    @Test
    void takesAFlagBackOnlyAfterSoundThatIsClearlyLouder() {
        hear(QUIET, 10);
        hear(BETWEEN, 100);
        assertThat(watch.verdict()).contains(Microphone.SILENT);
        hear(LOUD, 2);
        hear(BETWEEN, 1);
        hear(LOUD, 2);
        assertThat(watch.verdict()).contains(Microphone.SILENT);
        hear(LOUD, 1);
        assertThat(watch.verdict()).contains(Microphone.OK);
    }

    /** Whatever comes: a flag follows enough quiet sound in a row, and goes after enough loud sound in a row alone. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void neverChangesItsMindWithoutItsReason(long seed) {
        Random random = new Random(seed);
        List<Integer> heard = new ArrayList<>();
        Microphone before = null;
        for (int i = 0; i < 20_000; i++) {
            // Runs, so that both thresholds are reached now and then.
            int amplitude = heard.isEmpty() || random.nextInt(8) == 0
                    ? new int[] {0, QUIET, BETWEEN, LOUD}[random.nextInt(4)]
                    : heard.getLast();
            heard.add(amplitude);
            hear(amplitude, 1);
            Microphone now = watch.verdict().orElse(null);
            if (now != before) {
                switch (now) {
                    case SILENT -> {
                        assertThat(before).isNotEqualTo(Microphone.CONSTANT);
                        assertThat(last(heard, 10)).hasSize(10).allMatch(each -> each <= QUIET);
                    }
                    case CONSTANT -> assertThat(last(heard, 10)).hasSize(10).allMatch(each -> each == 0);
                    case OK -> {
                        if (before != null) {
                            assertThat(last(heard, 3)).allMatch(each -> each == LOUD);
                        }
                    }
                    case null -> throw new AssertionError("a verdict is gone");
                }
            }
            if (heard.size() >= 10 && last(heard, 10).stream().allMatch(each -> each <= QUIET)) {
                assertThat(now).isIn(Microphone.SILENT, Microphone.CONSTANT);
            }
            if (heard.size() >= 3 && last(heard, 3).stream().allMatch(each -> each == LOUD)) {
                assertThat(now).isEqualTo(Microphone.OK);
            }
            before = now;
        }
    }

    private static List<Integer> last(List<Integer> heard, int count) {
        return heard.subList(Math.max(0, heard.size() - count), heard.size());
    }

    private void hear(int amplitude, int seconds) {
        for (int i = 0; i < seconds; i++) {
            watch.hear(LevelTest.level(100, sample -> sample % 2 == 0 ? amplitude : -amplitude), 1);
        }
    }
}
