package dev.chirp.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chirp.messaging.Simulation.Mutation;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever duplicates, regressions, overlaps, crashes and outages: every event once, in order per key. */
class PositionProperties {
    private static final List<Long> ALL =
            LongStream.rangeClosed(1, Simulation.EVENTS).boxed().toList();

    @Property(tries = 1000)
    void appliesEveryEventOnceInOrder(@ForAll long seed, @ForAll("scripts") List<Integer> script) {
        assertThat(new Simulation(seed, script, Mutation.NONE).run()).isEqualTo(once());
    }

    @Provide
    Arbitrary<List<Integer>> scripts() {
        return Arbitraries.integers().between(0, 11).list().ofMaxSize(400);
    }

    /** The property can fail: it catches each known-wrong variant. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void catches(Mutation mutation) {
        Random random = new Random(1);
        assertThat(IntStream.range(0, 500).anyMatch(i -> {
                    List<Integer> script = random.ints(400, 0, 12).boxed().toList();
                    return !new Simulation(random.nextLong(), script, mutation)
                            .run()
                            .equals(once());
                }))
                .isTrue();
    }

    private static Map<String, List<Long>> once() {
        return Map.of(Simulation.KEYS.get(0), ALL, Simulation.KEYS.get(1), ALL);
    }
}
