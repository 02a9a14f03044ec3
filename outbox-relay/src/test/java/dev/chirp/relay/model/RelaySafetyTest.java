package dev.chirp.relay.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/**
 * The argument that the relay rests on: whatever writers, relays, broker and take-overs do in whatever order, nothing is
 * lost and a key's events are first published in their order. And the proof that this test can fail: the ways that are
 * known to be wrong do.
 */
class RelaySafetyTest {
    private static final int SCHEDULES = 20_000;
    private static final int LONGEST = 120;
    private static final long SEED = 20_260_101;

    @Property(tries = 5_000)
    void publishesEveryCommittedEventInTheOrderOfItsKey(@ForAll("schedules") List<Step> steps) {
        World.play(Variant.right(), steps);
    }

    @Provide
    Arbitrary<List<Step>> schedules() {
        Arbitrary<Step> step = Combinators.combine(
                        Arbitraries.of(Step.Kind.class), Arbitraries.integers().between(0, 11))
                .as(Step::new);
        return step.list().ofMaxSize(LONGEST);
    }

    @Test
    void holdsForEveryScheduleThatTheMutationsAreTriedOn() {
        assertThat(counterexample(Variant.right())).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "SNAPSHOT_INTERVAL")
    void catchesAWrongPosition(PositionScheme wrong) {
        assertThat(counterexample(Variant.of(wrong))).isNotEmpty();
    }

    @Test
    void catchesAPositionThatIsPersistedBeforeTheBrokerAnswered() {
        assertThat(counterexample(new Variant(PositionScheme.SNAPSHOT_INTERVAL, Variant.Persisting.READ)))
                .isNotEmpty();
    }

    /** The first of many random schedules that breaks a promise. */
    private static Stream<List<Step>> counterexample(Variant variant) {
        var random = new Random(SEED);
        return Stream.generate(() -> schedule(random))
                .limit(SCHEDULES)
                .filter(steps -> isBroken(variant, steps))
                .limit(1);
    }

    private static boolean isBroken(Variant variant, List<Step> steps) {
        try {
            World.play(variant, steps);
            return false;
        } catch (AssertionError e) {
            return true;
        }
    }

    private static List<Step> schedule(Random random) {
        int length = random.nextInt(LONGEST);
        List<Step> steps = new ArrayList<>(length);
        for (int i = 0; i < length; i++) {
            steps.add(new Step(Step.Kind.values()[random.nextInt(Step.Kind.values().length)], random.nextInt(12)));
        }
        return steps;
    }
}
