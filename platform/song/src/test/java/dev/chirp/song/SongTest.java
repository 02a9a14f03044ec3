package dev.chirp.song;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.chirp.audio.WavWriter;
import dev.chirp.song.score.Strophe.Kind;
import dev.chirp.song.variation.Split;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class SongTest {
    private static final int RATE = 32_000;

    @ParameterizedTest
    @CsvSource({
        "American Robin, acb570e4fcd6e880",
        "Human voice, 279ace91059dc019",
        "Dog, 3c69e30900f10d9f",
        "Engine, 5888aa6758cd33f4",
        "Noise, 6a39e6ffab8b6922",
        "Insects, 828b240ee9e94de7",
    })
    void rendersTheSameBytesOnEveryMachine(String name, String start) throws Exception {
        byte[] wav = WavWriter.toBytes(Song.render(source(name), 7, 3, RATE, 20), RATE);

        String checksum =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(wav));

        assertThat(checksum).startsWith(start);
    }

    @Test
    void knowsTheBirdsOfTwoContinents() {
        assertThat(Songbook.species()).hasSizeGreaterThanOrEqualTo(60);
        for (Region region : Region.values()) {
            assertThat(Songbook.species().stream().filter(species -> species.region() == region))
                    .hasSizeGreaterThanOrEqualTo(30);
        }
        assertThat(Songbook.species().stream().filter(species -> Songbook.has(species, Kind.CALL)))
                .hasSizeGreaterThanOrEqualTo(20);
    }

    @Test
    void singsACallWhenAskedForOne() {
        Species chickadee = (Species) source("Black-capped Chickadee");

        assertThat(Song.render(chickadee, Kind.CALL, 1, 3, RATE, Song.CLEAN))
                .isNotEqualTo(Song.render(chickadee, Kind.SONG, 1, 3, RATE, Song.CLEAN));
        assertThatThrownBy(() -> Song.render((Species) source("Mourning Dove"), Kind.CALL, 1, 3, RATE, 20))
                .hasMessage("Mourning Dove has no call (it has: song)");
    }

    @ParameterizedTest
    @MethodSource("sources")
    void staysWithinFullScale(SoundSource source) {
        float[] samples = Song.render(source, 3, 4.5, RATE, 10);

        assertThat(samples).hasSize(144_000);
        float peak = 0;
        for (float sample : samples) {
            assertThat(Float.isFinite(sample)).isTrue();
            peak = Math.max(peak, Math.abs(sample));
        }
        assertThat(peak).isBetween(0.15f, 1f);
    }

    @ParameterizedTest
    @MethodSource("sources")
    void givesAnotherRecordingForAnotherSeed(SoundSource source) {
        assertThat(Song.render(source, 1, 1, RATE, 20)).isNotEqualTo(Song.render(source, 2, 1, RATE, 20));
    }

    @ParameterizedTest
    @MethodSource("sources")
    void singsAtAnySampleRate(SoundSource source) {
        for (int rate : new int[] {8_000, 22_050, 48_000}) {
            assertThat(Song.render(source, 5, 2, rate, 20)).hasSize(2 * rate);
        }
    }

    @ParameterizedTest
    @MethodSource("birds")
    void soundsInEveryWindowOfThreeSeconds(Species species) {
        float[] samples = Song.render(species, 11, 9, RATE, Song.CLEAN);

        for (int start = 0; start + 3 * RATE <= samples.length; start += RATE / 2) {
            double sum = 0;
            for (int i = start; i < start + 3 * RATE; i++) {
                sum += Math.abs(samples[i]);
            }
            assertThat(sum / (3 * RATE)).as("mean level from sample %d", start).isGreaterThan(0.002);
        }
    }

    @Test
    void mixesAtTheWantedRatio() {
        float[] song = {0.5f, -0.5f, 0, 0};
        float[] noise = {0.1f, 0.1f, -0.1f, 0.1f};

        Levels.add(song, noise, 20);

        assertThat(song[2]).isCloseTo(-0.05f, within(1e-6f));
        assertThat(song[0]).isCloseTo(0.55f, within(1e-6f));
    }

    @Test
    void singsTrainingAndHeldOutSongsDifferently() {
        SoundSource robin = source("American Robin");

        assertThat(Song.render(robin, Split.TRAINING, 1, 1, RATE, 20))
                .isNotEqualTo(Song.render(robin, Split.HELD_OUT, 1, 1, RATE, 20));
    }

    @Test
    void refusesAnImpossibleRecording() {
        assertThatThrownBy(() -> Song.render(source("Dog"), 1, 0, RATE, 20)).hasMessageContaining("seconds: 0.0");
        assertThatThrownBy(() -> Song.render(source("Dog"), 1, 1, 0, 20)).hasMessageContaining("sampleRate: 0");
    }

    @Test
    void findsByEitherNameInAnyCase() {
        assertThat(Songbook.find("american robin")).contains(source("American Robin"));
        assertThat(Songbook.find("Turdus Migratorius")).contains(source("American Robin"));
        assertThat(Songbook.find("Dodo")).isEmpty();
    }

    static List<SoundSource> sources() {
        return Songbook.sources();
    }

    static List<Species> birds() {
        return Songbook.species();
    }

    private static SoundSource source(String name) {
        return Songbook.find(name).orElseThrow();
    }
}
