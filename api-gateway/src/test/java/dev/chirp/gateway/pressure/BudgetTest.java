package dev.chirp.gateway.pressure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class BudgetTest {
    @Test
    void isPassedAboveAndReleasedAtEightyPercent() {
        assertThat(passed(100, 0, 100, 101, 100, 81, 80, 99, 100.5, 80.1, 79))
                .containsExactly(false, false, true, true, true, false, false, true, true, false);
    }

    @Test
    void changesNothingByWhatWasNotFoundOut() {
        assertThat(passed(100, 50, Double.NaN, 200, Double.NaN)).containsExactly(false, false, true, true);
    }

    @Test
    void isForSomething() {
        assertThatIllegalArgumentException().isThrownBy(() -> Budget.of(0));
        assertThatIllegalArgumentException().isThrownBy(() -> Budget.of(Double.NaN));
    }

    private static List<Boolean> passed(double most, double... used) {
        Budget[] budget = {Budget.of(most)};
        return DoubleStream.of(used)
                .mapToObj(one -> {
                    budget[0] = budget[0].after(one);
                    return budget[0].passed();
                })
                .toList();
    }
}
