package dev.chirp.art.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ClipTokenizerTest {
    private final ClipTokenizer tokenizer = tokenizer();

    @Test
    void mergesTheBytesOfAWordInTheOrderOfTheFile() throws Exception {
        assertThat(tokenizer.encode("Robin", 5, ClipTokenizer.END)).containsExactly(30, 13, 31, 31, 31);
        assertThat(tokenizer.encode("  JAY robin ", 5, ClipTokenizer.END)).containsExactly(30, 14, 13, 31, 31);
    }

    @Test
    void leavesWhatNoMergeJoinsInPieces() throws Exception {
        assertThat(tokenizer.encode("rin", 5, ClipTokenizer.END)).containsExactly(30, 1, 12, 31, 31);
    }

    @Test
    void cutsALongTextBeforeTheEnd() throws Exception {
        assertThat(tokenizer.encode("robin robin robin robin", 4, ClipTokenizer.END))
                .containsExactly(30, 13, 13, 31);
        assertThat(tokenizer.encode("robin ".repeat(100_000), 4, ClipTokenizer.END))
                .containsExactly(30, 13, 13, 31);
    }

    @Test
    void padsWithTheTokenOfThePack() throws Exception {
        assertThat(tokenizer.encode("", 4, "r")).containsExactly(30, 31, 1, 1);
    }

    @Test
    void takesWhatIsNotInTheVocabularyForTheEnd() throws Exception {
        assertThat(tokenizer.encode("\u9ce5", 6, "r")).containsExactly(30, 31, 31, 31, 31, 1);
    }

    @Test
    void refusesAVocabularyWithoutAnEnd() {
        assertThatThrownBy(() -> new ClipTokenizer("{\"<|startoftext|>\": 0}", ""))
                .isInstanceOf(BadPackException.class)
                .hasMessageContaining("<|endoftext|>");
        assertThatThrownBy(() -> new ClipTokenizer("[", "")).isInstanceOf(BadPackException.class);
    }

    private static ClipTokenizer tokenizer() {
        try {
            return TinyDiffusion.in(Path.of(".")).tokenizer();
        } catch (BadPackException e) {
            throw new AssertionError(e);
        }
    }
}
