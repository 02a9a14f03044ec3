package dev.chirp.song.scene;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chirp.song.Songbook;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SceneRecordingTest {
    private static final int RATE = 16_000;

    @ParameterizedTest
    @EnumSource
    void labelsWhatSounds(Scene scene) {
        SceneRecording recording = SceneRecording.render(scene, 1, 60, RATE);

        assertThat(recording.samples()).hasSize(60 * RATE);
        assertThat(recording.labels()).isNotEmpty().isSortedAccordingTo((a, b) -> Double.compare(a.start(), b.start()));
        for (Label label : recording.labels()) {
            assertThat(Songbook.find(label.name())).as(label.name()).isPresent();
            assertThat(label.start()).isBetween(0.0, label.end());
            assertThat(label.end()).isLessThanOrEqualTo(60);
            assertThat(label.metres()).isBetween(3.0, 60.0);
        }
    }

    @Test
    void isLouderWhereAnotherSingerWasAdded() {
        SceneRecording recording = SceneRecording.render(Scene.BACKYARD, 3, 60, RATE);
        Label nearest = recording.labels().stream()
                .filter(label -> label.end() - label.start() > 2)
                .max((a, b) -> Double.compare(a.snrDb(), b.snrDb()))
                .orElseThrow();

        double inside = power(recording, nearest.start(), nearest.end());
        double quiet = quietestSecond(recording);

        assertThat(nearest.snrDb()).isGreaterThan(15);
        assertThat(10 * Math.log10(inside / quiet)).isGreaterThan(nearest.snrDb() / 2);
    }

    @Test
    void isTheSameForTheSameSeedAndAnotherForAnother() {
        float[] one = SceneRecording.render(Scene.DAWN, 1, 10, RATE).samples();

        assertThat(SceneRecording.render(Scene.DAWN, 1, 10, RATE).samples()).isEqualTo(one);
        assertThat(SceneRecording.render(Scene.DAWN, 2, 10, RATE).samples()).isNotEqualTo(one);
    }

    @Test
    void letsManySingAtDawn() {
        List<Label> labels = SceneRecording.render(Scene.DAWN, 1, 60, RATE).labels();

        long overlapping = labels.stream()
                .filter(one -> labels.stream()
                        .anyMatch(other -> other != one && other.start() < one.end() && one.start() < other.end()))
                .count();
        assertThat(overlapping).isGreaterThan(labels.size() / 2);
        assertThat(labels.stream().map(Label::name).distinct()).hasSizeGreaterThan(5);
    }

    @Test
    void keepsCrowsOutOfTheNight() {
        List<Label> labels = SceneRecording.render(Scene.NIGHT, 1, 120, RATE).labels();

        assertThat(labels.stream().map(Label::name))
                .isSubsetOf(
                        "Great Horned Owl",
                        "Barred Owl",
                        "Tawny Owl",
                        "Common Nightingale",
                        "Human voice",
                        "Dog",
                        "Engine");
    }

    @Test
    void writesLabelsThatAnAudioEditorReads() {
        String file = Label.file(List.of(new Label(1.25, 3.5, "Barred Owl", 12, 18.4)));

        assertThat(file.lines())
                .containsExactly("# start\tend\tname\tmetres\tsnr_db", "1.250\t3.500\tBarred Owl\t12\t18.4");
    }

    private static double quietestSecond(SceneRecording recording) {
        double quietest = Double.MAX_VALUE;
        for (int second = 0; second < 59; second++) {
            quietest = Math.min(quietest, power(recording, second, second + 1));
        }
        return quietest;
    }

    private static double power(SceneRecording recording, double from, double to) {
        float[] part = Arrays.copyOfRange(recording.samples(), (int) (from * RATE), (int) (to * RATE));
        double sum = 0;
        for (float sample : part) {
            sum += (double) sample * sample;
        }
        return sum / part.length;
    }
}
