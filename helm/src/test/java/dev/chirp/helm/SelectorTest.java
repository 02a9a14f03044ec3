package dev.chirp.helm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chirp.helm.Selector.Condition;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class SelectorTest {
    @Test
    void findsSeriesWhereverTheyStand() {
        assertThat(Selector.of("absent(a_b) or sum by (c, d) (e_f) < 128 and g_h * on(i) group_left(j) k_l offset 5m"))
                .extracting(Selector::series)
                .containsExactly("a_b", "e_f", "g_h", "k_l");
    }

    @Test
    void findsSeriesOfRatesAndRecords() {
        assertThat(Selector.of("histogram_quantile(0.95, sum(rate(a_bucket[5m])) by (le)) > 1e9 * b:c_d:ratio5m"))
                .extracting(Selector::series)
                .containsExactly("a_bucket", "b:c_d:ratio5m");
    }

    @Test
    void readsWhatLabelsHaveToBe() {
        assertThat(Selector.of("up{a=\"b{,c\\\\{d\\\\}\",e!~\"f|g.\"} > bool 0"))
                .containsExactly(new Selector(
                        "up", List.of(new Condition("a", "=", "b{,c\\{d\\}"), new Condition("e", "!~", "f|g."))));
    }

    @Test
    void takesValuesApart() {
        assertThat(new Condition("a", "=~", "5..|x").alternatives().map(Pattern::pattern))
                .containsExactly("5..", "x");
        assertThat(new Condition("a", "=", "5..").alternatives())
                .allMatch(pattern -> pattern.matcher("5..").matches()
                        && !pattern.matcher("503").matches());
    }
}
