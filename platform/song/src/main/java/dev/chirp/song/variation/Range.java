package dev.chirp.song.variation;

/** The values that a parameter takes between individuals, {@code low..high} inclusive. */
public record Range(double low, double high) {
    public Range {
        if (!(low <= high)) {
            throw new IllegalArgumentException("range: %s..%s (expected: low <= high)".formatted(low, high));
        }
    }

    /** Reads {@code 0.2..0.3}, or {@code 0.2} for a parameter that never varies. */
    public static Range parse(String text) {
        int dots = text.indexOf("..");
        return dots < 0
                ? new Range(Double.parseDouble(text), Double.parseDouble(text))
                : new Range(Double.parseDouble(text.substring(0, dots)), Double.parseDouble(text.substring(dots + 2)));
    }

    /** The value at a share of the way, 0 for {@code low} and 1 for {@code high}. */
    public double at(double share) {
        return low + share * (high - low);
    }
}
