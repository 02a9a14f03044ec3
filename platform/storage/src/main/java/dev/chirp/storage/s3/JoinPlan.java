package dev.chirp.storage.s3;

import java.util.ArrayList;
import java.util.List;

/**
 * How objects become parts of one: S3 copies what is large enough, and what is smaller than a part may be goes through this
 * process, together with as much of the next object as makes it large enough.
 */
final class JoinPlan {
    private final long least;
    private final List<Step> steps = new ArrayList<>();
    private final List<Slice> carried = new ArrayList<>();
    private long carriedBytes;

    private JoinPlan(long least) {
        this.least = least;
    }

    /** Bytes of one object. */
    record Slice(int object, long from, long length) {}

    /** One part of the whole. */
    sealed interface Step {
        /** S3 copies it. */
        record Copy(Slice slice) implements Step {}

        /** Less than twice the least size; it is read here and sent. */
        record Pass(List<Slice> slices) implements Step {
            public Pass {
                slices = List.copyOf(slices);
            }
        }
    }

    /**
     * The parts in their order.
     *
     * @param sizes of the objects
     * @param least bytes of a part that is not the last one
     */
    static List<Step> of(List<Long> sizes, long least) {
        JoinPlan plan = new JoinPlan(least);
        for (int object = 0; object < sizes.size(); object++) {
            plan.add(object, sizes.get(object));
        }
        plan.pass();
        return List.copyOf(plan.steps);
    }

    private void add(int object, long size) {
        long missing = carried.isEmpty() ? 0 : least - carriedBytes;
        long rest = size - missing;
        if (rest >= least) {
            carry(object, 0, missing);
            pass();
            steps.add(new Step.Copy(new Slice(object, missing, rest)));
        } else {
            carry(object, 0, size);
            if (carriedBytes >= least) {
                pass();
            }
        }
    }

    private void carry(int object, long from, long length) {
        if (length > 0) {
            carried.add(new Slice(object, from, length));
            carriedBytes += length;
        }
    }

    private void pass() {
        if (!carried.isEmpty()) {
            steps.add(new Step.Pass(carried));
            carried.clear();
            carriedBytes = 0;
        }
    }
}
