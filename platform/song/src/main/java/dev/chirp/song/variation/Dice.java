package dev.chirp.song.variation;

/**
 * The only source of chance in a song: SplitMix64 (Steele, Lea, Flood 2014), spelled out here because songs must be
 * the same bytes on every machine and in every release of Java.
 *
 * <p>Not thread-safe; one per song.
 */
public final class Dice {
    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;
    private static final double ONE_STEP = 0x1.0p-53;

    private final Split split;
    private long state;

    public Dice(long seed, Split split) {
        this.state = mix(seed);
        this.split = split;
    }

    /** A value of the range, from the part that the split allows. */
    public double in(Range range) {
        return range.at(split.share(uniform()));
    }

    public double in(double low, double high) {
        return low + split.share(uniform()) * (high - low);
    }

    /**
     * A whole number of the range. Counts are no parameters of a split: all values are used on both sides, otherwise a
     * range of two numbers would leave nothing to hold out.
     */
    public int count(Range range) {
        int low = (int) range.low();
        return low + (int) (uniform() * ((int) range.high() - low + 1));
    }

    /** A whole number from 0 to {@code bound - 1}; a choice, which no split restricts. */
    public int choose(int bound) {
        return (int) (uniform() * bound);
    }

    public boolean chance(double probability) {
        return uniform() < probability;
    }

    /** White noise of unit power, uniform in ±√3. */
    public double white() {
        return (uniform() * 2 - 1) * 1.7320508075688772;
    }

    /** Uniform in [0, 1), beyond any split. */
    public double uniform() {
        return (next() >>> 11) * ONE_STEP;
    }

    private long next() {
        state += GOLDEN_GAMMA;
        return mix(state);
    }

    private static long mix(long value) {
        long z = value;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
