package dev.chirp.classify.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chirp.audio.WavWriter;
import dev.chirp.classify.model.Label;
import dev.chirp.classify.model.ModelState;
import dev.chirp.classify.verdict.Verdict;
import dev.chirp.song.Disturbance;
import dev.chirp.song.Song;
import dev.chirp.song.Songbook;
import dev.chirp.song.SoundSource;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayInputStream;
import java.nio.channels.Channels;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The pack that is shipped, on whole recordings of nine seconds that it was not trained on. */
class ShippedPackTest {
    private static ModelState.Ready model;
    private static InferencePool pool;

    @BeforeAll
    static void start() {
        model = (ModelState.Ready) ModelState.load("classpath:packs/backyard-mini");
        pool = new InferencePool(model, new InferencePool.Limits(1, 16, 0), new SimpleMeterRegistry());
    }

    @AfterAll
    static void stop() {
        pool.close();
    }

    static List<String> birds() {
        return model.model().labels().stream()
                .filter(Label::isBird)
                .map(Label::commonName)
                .toList();
    }

    @ParameterizedTest
    @MethodSource("birds")
    void identifiesEverySpeciesThatItKnows(String bird) throws Exception {
        Verdict verdict = hear(Songbook.find(bird).orElseThrow(), 11, 32_000);

        assertThat(verdict.kind()).isEqualTo(Verdict.Kind.IDENTIFIED);
        assertThat(verdict.bird().commonName()).isEqualTo(bird);
        assertThat(verdict.detections())
                .anySatisfy(detection -> assertThat(detection.commonName()).isEqualTo(bird));
    }

    @ParameterizedTest
    @EnumSource(Disturbance.class)
    void takesNoDisturbanceForABird(Disturbance disturbance) throws Exception {
        assertThat(hear(disturbance, 11, 32_000).kind()).isEqualTo(Verdict.Kind.NO_BIRD);
    }

    @ParameterizedTest
    @ValueSource(ints = {22_050, 44_100, 48_000, 96_000})
    void hearsTheSameBirdAtOtherSampleRates(int rate) throws Exception {
        Verdict verdict = hear(Songbook.find("American Robin").orElseThrow(), 3, rate);

        assertThat(verdict.bird()).isNotNull();
        assertThat(verdict.bird().commonName()).isEqualTo("American Robin");
    }

    @Test
    void hearsNothingInSilence() throws Exception {
        Verdict verdict = classify(WavWriter.toBytes(new float[9 * 32_000], 32_000));

        assertThat(verdict.kind()).isEqualTo(Verdict.Kind.NO_BIRD);
        assertThat(verdict.detections()).isEmpty();
    }

    private static Verdict hear(SoundSource source, long seed, int rate) throws Exception {
        return classify(WavWriter.toBytes(Song.render(source, seed, 9, rate, 20), rate));
    }

    private static Verdict classify(byte[] wav) throws Exception {
        return pool.classify(() -> Channels.newChannel(new ByteArrayInputStream(wav)))
                .verdict();
    }
}
