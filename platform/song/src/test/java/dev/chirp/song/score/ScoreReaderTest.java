package dev.chirp.song.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chirp.song.variation.Range;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScoreReaderTest {
    @Test
    void readsABirdWithItsSongs() {
        List<Repertoire> birds = read("""
            bird Testus testus = Test Bird   # comment
              song order=shuffled length=2..3
                group times=2 rest=0.1
                  note len=0.1..0.2 hz=2000>3000..3100 pulse=60/0.5
              song
                group
                  note len=1 hz=500
            """);

        assertThat(birds).singleElement().satisfies(bird -> {
            assertThat(bird.scientificName()).isEqualTo("Testus testus");
            assertThat(bird.commonName()).isEqualTo("Test Bird");
            assertThat(bird.strophes()).hasSize(2);
            Note note = bird.strophes().getFirst().groups().getFirst().notes().getFirst();
            assertThat(note.seconds()).isEqualTo(new Range(0.1, 0.2));
            assertThat(note.contour()).containsExactly(new Range(2000, 2000), new Range(3000, 3100));
            assertThat(note.pulse().hertz()).isEqualTo(new Range(60, 60));
        });
    }

    @Test
    void tellsCallsFromSongs() {
        Repertoire bird = read("bird A b = C\nsong\ngroup\nnote len=1 hz=500\ncall\ngroup\nnote len=1 hz=900")
                .getFirst();

        assertThat(bird.only(Strophe.Kind.CALL).strophes())
                .singleElement()
                .extracting(strophe ->
                        strophe.groups().getFirst().notes().getFirst().contour())
                .isEqualTo(List.of(new Range(900, 900)));
        assertThatThrownBy(() -> read("bird A b = C\nsong\ngroup\nnote len=1 hz=500")
                        .getFirst()
                        .only(Strophe.Kind.CALL))
                .hasMessage("C has no call (it has: song)");
    }

    @Test
    void namesTheLineOfAMisspeltSetting() {
        assertThatThrownBy(() -> read("bird A b = C\nsong\ngroup\nnote len=1 hz=500 lewel=2"))
                .hasMessage("songbook, line 4: note does not know lewel=");
    }

    @Test
    void refusesAnUpsideDownRange() {
        assertThatThrownBy(() -> read("bird A b = C\nsong\ngroup\nnote len=2..1 hz=500"))
                .hasMessageContaining("expected: low <= high");
    }

    @Test
    void refusesAnUnknownKeyword() {
        assertThatThrownBy(() -> read("fish Cod"))
                .hasMessageContaining("fish (expected: bird, song, call, group or note)");
    }

    @Test
    void refusesANoteWithoutPitch() {
        assertThatThrownBy(() -> read("bird A b = C\nsong\ngroup\nnote len=2"))
                .hasMessageContaining("note without hz=");
    }

    private static List<Repertoire> read(String text) {
        return ScoreReader.read(text.lines().toList());
    }
}
