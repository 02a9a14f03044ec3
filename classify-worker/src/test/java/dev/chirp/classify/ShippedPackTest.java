package dev.chirp.classify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chirp.audio.AudioReader;
import dev.chirp.audio.WavWriter;
import dev.chirp.classify.audio.Windows;
import dev.chirp.classify.model.Label;
import dev.chirp.classify.model.Manifest;
import dev.chirp.classify.model.Model;
import dev.chirp.classify.place.SpeciesFilter;
import dev.chirp.classify.verdict.Judge;
import dev.chirp.classify.verdict.Verdict;
import dev.chirp.song.Disturbance;
import dev.chirp.song.Song;
import dev.chirp.song.Songbook;
import dev.chirp.song.SoundSource;
import dev.chirp.song.Species;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The trained pack on whole recordings from held-out ranges, at other rates than the model's too. */
class ShippedPackTest {
    private static final double SECONDS = 9;

    private static Model model;

    @BeforeAll
    static void load() throws Exception {
        model = Model.load("classpath:packs/backyard-mini");
    }

    @AfterAll
    static void close() {
        model.close();
    }

    @ParameterizedTest
    @MethodSource("birds")
    void namesTheBirdOfARecording(Species species) throws Exception {
        for (int seed = 1; seed <= 3; seed++) {
            for (int rate : new int[] {32_000, 48_000}) {
                Verdict verdict = judge(Song.render(species, seed, SECONDS, rate, 15), rate);

                assertThat(verdict.kind()).isEqualTo(Verdict.Kind.IDENTIFIED);
                assertThat(Objects.requireNonNull(verdict.bird()).scientificName())
                        .as("seed %d at %d Hz", seed, rate)
                        .isEqualTo(species.scientificName());
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Disturbance.class)
    void namesNoBirdWhereNoneSings(Disturbance disturbance) throws Exception {
        for (int seed = 1; seed <= 3; seed++) {
            Verdict verdict = judge(Song.render(disturbance, seed, SECONDS, 32_000, 15), 32_000);

            assertThat(verdict.kind()).as("seed %d", seed).isNotEqualTo(Verdict.Kind.IDENTIFIED);
        }
    }

    @Test
    void hearsNothingInSilence() throws Exception {
        assertThat(judge(new float[96_000], 32_000).kind()).isEqualTo(Verdict.Kind.NO_BIRD);
    }

    @Test
    void hasTheClassesOfTheSongbookInItsOrder() {
        assertThat(model.labels())
                .extracting(Label::commonName)
                .containsExactlyElementsOf(
                        Songbook.sources().stream().map(SoundSource::commonName).toList());
    }

    static List<Species> birds() {
        return Songbook.species();
    }

    private static Verdict judge(float[] recording, int rate) throws Exception {
        Manifest.Input input = model.manifest().input();
        AudioReader wav = AudioReader.open(new ByteArrayInputStream(WavWriter.toBytes(recording, rate)));
        var windows = new Windows(wav, input);
        var scores = new ArrayList<float[]>();
        float[] window = new float[input.windowSamples()];
        while (windows.next(window, 0)) {
            scores.add(model.score(window, 1).scores()[0]);
        }
        return new Judge(model.manifest(), model.labels())
                .judge(
                        scores,
                        windows.durationSeconds(),
                        SpeciesFilter.of(model.labels()).reasonsAt(null));
    }
}
