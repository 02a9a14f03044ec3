package dev.chirp.load.device;

import java.util.Random;

/**
 * What is wrong with the devices of a fleet.
 *
 * @param spoiltFrames one frame in so many has a wrong byte; 0: none
 * @param skewMillis the clocks of devices differ by up to so much, both ways
 * @param jitterMillis a frame is handed to the network up to so much later than it was recorded
 */
public record Faults(int spoiltFrames, long skewMillis, long jitterMillis) {
    public static final Faults NONE = new Faults(0, 0, 0);

    boolean spoils(Random random) {
        return spoiltFrames > 0 && random.nextInt(spoiltFrames) == 0;
    }

    long skewMillis(int device) {
        return skewMillis == 0 ? 0 : new Random(device).nextLong(-skewMillis, skewMillis + 1);
    }

    /** How late it is with what it recorded, in nanoseconds; changes ten times a second. */
    long jitterNanos(int device, long now) {
        if (jitterMillis == 0) {
            return 0;
        }
        return new Random(device * 31L + now / 100_000_000L).nextLong(jitterMillis * 1_000_000L);
    }
}
