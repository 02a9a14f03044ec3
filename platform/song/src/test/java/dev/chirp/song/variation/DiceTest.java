package dev.chirp.song.variation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class DiceTest {
    private static final Range UNIT = new Range(0, 1);
    private static final int DRAWS = 20_000;

    @Test
    void keepsHeldOutParametersApartFromTraining() {
        TreeSet<Double> training = draws(Split.TRAINING);
        TreeSet<Double> heldOut = draws(Split.HELD_OUT);

        for (double value : heldOut) {
            Double below = training.floor(value);
            Double above = training.ceiling(value);
            assertThat(below == null || value - below >= 0.019)
                    .as("%s above %s", value, below)
                    .isTrue();
            assertThat(above == null || above - value >= 0.019)
                    .as("%s below %s", value, above)
                    .isTrue();
        }
    }

    @Test
    void reachesBothEndsOfARangeOnlyWhenHeldOutOrWhole() {
        assertThat(draws(Split.HELD_OUT).first()).isLessThan(0.01);
        assertThat(draws(Split.HELD_OUT).last()).isGreaterThan(0.99);
        assertThat(draws(Split.WHOLE).last()).isGreaterThan(0.99);
        assertThat(draws(Split.TRAINING).first()).isGreaterThanOrEqualTo(0.12);
        assertThat(draws(Split.TRAINING).last()).isLessThanOrEqualTo(0.88);
    }

    @Test
    void drawsEveryCountOfARange() {
        var dice = new Dice(1, Split.TRAINING);
        var counts = new TreeSet<Integer>();
        for (int i = 0; i < 1_000; i++) {
            counts.add(dice.count(new Range(2, 5)));
        }

        assertThat(counts).containsExactly(2, 3, 4, 5);
    }

    @Test
    void makesNoiseOfUnitPower() {
        var dice = new Dice(1, Split.WHOLE);
        double power = 0;
        for (int i = 0; i < DRAWS; i++) {
            double sample = dice.white();
            power += sample * sample / DRAWS;
        }

        assertThat(power).isBetween(0.97, 1.03);
    }

    private static TreeSet<Double> draws(Split split) {
        var dice = new Dice(42, split);
        var values = new TreeSet<Double>();
        for (int i = 0; i < DRAWS; i++) {
            values.add(dice.in(UNIT));
        }
        return values;
    }
}
