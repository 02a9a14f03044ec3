package dev.chirp.relay.lag;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** However a log grows from look to look, also when most of them find nothing new. */
class EndHistoryProperties {
    private static final Duration EVERY = Duration.ofSeconds(10);

    @Property
    void aMessageCameBetweenTheLooksThatMissAndSeeIt(
            @ForAll @Size(min = 1, max = 40) List<@IntRange(min = -5, max = 5) Integer> growth) {
        long[] ends = ends(growth);
        EndHistory history = history(ends);
        int last = ends.length - 1;
        for (long offset = 0; offset < ends[last]; offset++) {
            int seen = firstBeyond(ends, offset);
            Duration since = history.sinceCame(offset, at(last));
            assertThat(since).isGreaterThanOrEqualTo(EVERY.multipliedBy(last - seen));
            assertThat(since).isLessThanOrEqualTo(EVERY.multipliedBy(last - Math.max(0, seen - 1)));
        }
    }

    @Property
    void noMessageIsOlderThanOneBeforeIt(
            @ForAll @Size(min = 1, max = 40) List<@IntRange(min = -5, max = 5) Integer> growth) {
        long[] ends = ends(growth);
        EndHistory history = history(ends);
        int last = ends.length - 1;
        for (long offset = 1; offset <= ends[last]; offset++) {
            assertThat(history.sinceCame(offset, at(last)))
                    .isLessThanOrEqualTo(history.sinceCame(offset - 1, at(last)));
        }
        assertThat(history.sinceCame(ends[last], at(last))).isZero();
    }

    private static long[] ends(List<Integer> growth) {
        long[] ends = new long[growth.size()];
        long end = 0;
        for (int look = 0; look < ends.length; look++) {
            end += Math.max(0, growth.get(look));
            ends[look] = end;
        }
        return ends;
    }

    private static EndHistory history(long[] ends) {
        EndHistory history = new EndHistory();
        for (int look = 0; look < ends.length; look++) {
            history.note(ends[look], at(look));
        }
        return history;
    }

    private static int firstBeyond(long[] ends, long offset) {
        int look = 0;
        while (ends[look] <= offset) {
            look++;
        }
        return look;
    }

    private static long at(int look) {
        return EVERY.multipliedBy(look).toNanos();
    }
}
