package dev.chirp.cli.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PositionTest {

    @Test
    void isReadAsItIsWritten() {
        Position.OfChannel read = Position.OfChannel.parse("conversation:7@2:41");

        assertThat(read).isEqualTo(new Position.OfChannel("conversation:7", new Position(2, 41)));
        assertThat(read.position().of(read.channel())).isEqualTo("conversation:7@2:41");
    }

    @Test
    void comesAfterLowerOffsetsAndAllOfEarlierEpochs() {
        assertThat(new Position(1, 5).isAfter(new Position(1, 4))).isTrue();
        assertThat(new Position(2, 1).isAfter(new Position(1, 4))).isTrue();
        assertThat(new Position(1, 4).isAfter(new Position(1, 4))).isFalse();
        assertThat(new Position(1, 9).isAfter(new Position(2, 1))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "user", "user@1", "user@a:1", "user@1:-1", "@1:1", "user@1:1234567890123456789"})
    void saysWhatIsExpectedInsteadOfNonsense(String nonsense) {
        assertThatThrownBy(() -> Position.OfChannel.parse(nonsense)).hasMessageContaining("user@1:42");
    }
}
