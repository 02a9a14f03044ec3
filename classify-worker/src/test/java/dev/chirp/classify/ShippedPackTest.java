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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The trained pack on whole recordings from held-out ranges, at other rates than the model's too. */
class ShippedPackTest {
    private static final double SECONDS = 9;
    private static final int SEEDS = 2;
    private static final int[] RATES = {32_000, 48_000};

    private static Model model;

    @BeforeAll
    static void load() throws Exception {
        model = Model.load("classpath:packs/backyard-mini");
    }

    @AfterAll
    static void close() {
        model.close();
    }

    /** As the evaluation promises 98.9 % of windows at 10 dB; a species that is mostly missed is not known at all. */
    @Test
    void namesTheBirdsOfAlmostAllRecordings() throws Exception {
        List<String> missed = new ArrayList<>();
        int recordings = 0;
        for (Species species : Songbook.species()) {
            List<String> ofSpecies = missed(species);
            assertThat(ofSpecies).hasSizeLessThanOrEqualTo(SEEDS * RATES.length / 2);
            missed.addAll(ofSpecies);
            recordings += SEEDS * RATES.length;
        }

        assertThat(missed).hasSizeLessThanOrEqualTo(recordings / 50);
    }

    private static List<String> missed(Species species) throws Exception {
        List<String> missed = new ArrayList<>();
        for (int seed = 1; seed <= SEEDS; seed++) {
            for (int rate : RATES) {
                Verdict verdict = judge(Song.render(species, seed, SECONDS, rate, 15), rate);
                if (verdict.bird() == null || !verdict.bird().scientificName().equals(species.scientificName())) {
                    missed.add("%s, seed %d at %d Hz: %s".formatted(species.commonName(), seed, rate, verdict.bird()));
                }
            }
        }
        return missed;
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
