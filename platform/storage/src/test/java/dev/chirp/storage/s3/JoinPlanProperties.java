package dev.chirp.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chirp.storage.s3.JoinPlan.Slice;
import dev.chirp.storage.s3.JoinPlan.Step;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class JoinPlanProperties {
    private static final long LEAST = 5;

    @Property
    void takesEveryByteOnceInOrderInPartsThatS3Accepts(
            @ForAll @Size(max = 30) List<@IntRange(max = 17) Integer> sizes) {
        List<Step> steps = JoinPlan.of(sizes.stream().map(Integer::longValue).toList(), LEAST);

        List<Slice> slices = new ArrayList<>();
        for (int i = 0; i < steps.size(); i++) {
            List<Slice> own = switch (steps.get(i)) {
                case Step.Copy(var slice) -> List.of(slice);
                case Step.Pass(var some) -> some;
            };
            long bytes = own.stream().mapToLong(Slice::length).sum();
            if (i < steps.size() - 1) {
                assertThat(bytes).isGreaterThanOrEqualTo(LEAST);
            }
            if (steps.get(i) instanceof Step.Pass) {
                assertThat(bytes).isBetween(1L, 2 * LEAST - 1);
            }
            slices.addAll(own);
        }
        int object = 0;
        long at = 0;
        for (Slice slice : slices) {
            while (at == sizes.get(object)) {
                object++;
                at = 0;
            }
            assertThat(slice).isEqualTo(new Slice(object, at, slice.length()));
            at += slice.length();
        }
        assertThat(slices.stream().mapToLong(Slice::length).sum())
                .isEqualTo(sizes.stream().mapToInt(Integer::intValue).sum());
    }
}
