package dev.chirp.load.gatling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnswersTest {
    @TempDir
    private Path folder;

    @Test
    void countsOnlyWhatCameAfterTheWarmUp() throws Exception {
        Answers answers =
                answers("1000,warm-up,202,900,false,1", "2000,measured,202,40,false,2", "3000,measured,503,5,true,0");
        assertThat(answers.count()).isEqualTo(2);
        assertThat(answers.statuses()).isEqualTo(Map.of(202, 1L, 503, 1L));
        assertThat(answers.latencies(202).percentile(100)).isBetween(39.9, 40.1);
    }

    @Test
    void knowsWhatWasAcknowledgedWhileWarmingUpToo() throws Exception {
        assertThat(answers("1000,warm-up,202,900,false,1", "2000,measured,0,0,false,0", "3000,measured,202,40,false,2")
                        .captures())
                .containsExactly(1L, 2L);
    }

    @Test
    void tellsRefusalsWithAPauseFromOthers() throws Exception {
        Answers answers = answers(
                "1,measured,503,5,true,0",
                "2,measured,429,5,true,0",
                "3,measured,503,5,false,0",
                "4,measured,500,5,true,0");
        assertThat(answers.count(Answer::isPostponed)).isEqualTo(2);
    }

    @Test
    void spansTheTimeOfItsMeasuredAnswers() throws Exception {
        Answers answers =
                answers("1000,warm-up,202,1,false,1", "2000,measured,202,1,false,2", "3000,measured,202,1,false,3");
        assertThat(answers.spans(1_999)).isFalse();
        assertThat(answers.spans(2_000)).isTrue();
        assertThat(answers.spans(3_000)).isTrue();
        assertThat(answers.spans(3_001)).isFalse();
    }

    @Test
    void refusesALineThatIsCut() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> answers("2000,measured,202"))
                .withMessageContaining("expected: 6 fields");
    }

    private Answers answers(String... lines) throws Exception {
        return Answers.read(Files.write(folder.resolve("answers.csv"), List.of(lines)));
    }
}
