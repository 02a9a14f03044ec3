package dev.chirp.load.bench;

import org.jspecify.annotations.Nullable;

/**
 * One measured figure.
 *
 * @param peer what the peer reached in the same run, if there is one
 * @param ratio ours to the peer's
 * @param target as stated, for example {@code "< 150"}; null when the figure is only reported
 * @param met whether the target was met; null without a target
 */
public record Figure(
        String name,
        String unit,
        double value,
        @Nullable Double peer,
        @Nullable Double ratio,
        @Nullable String target,
        @Nullable Boolean met) {

    public static Figure of(String name, String unit, double value) {
        return new Figure(name, unit, value, null, null, null, null);
    }

    public static Figure below(String name, String unit, double value, double limit) {
        return new Figure(name, unit, value, null, null, "< " + shown(limit), value < limit);
    }

    public static Figure atLeast(String name, String unit, double value, double limit) {
        return new Figure(name, unit, value, null, null, ">= " + shown(limit), value >= limit);
    }

    /** Without the digits that a multiplication leaves. */
    private static double shown(double limit) {
        return Math.round(limit * 1e4) / 1e4;
    }

    public static Figure beside(String name, String unit, double value, double peer, double minRatio) {
        double ratio = value / peer;
        return new Figure(name, unit, value, peer, ratio, "ratio >= " + minRatio, ratio >= minRatio);
    }

    /** Beside a peer, without a target. */
    public static Figure compared(String name, String unit, double value, double peer) {
        return new Figure(name, unit, value, peer, value / peer, null, null);
    }

    /** As {@link #beside}, where less is better. */
    public static Figure notAbove(String name, String unit, double value, double peer, double maxRatio) {
        double ratio = value / peer;
        return new Figure(name, unit, value, peer, ratio, "ratio <= " + maxRatio, ratio <= maxRatio);
    }

    /** A figure whose peer is not on this machine: its target, {@code "ratio >= 0.6"} for example, cannot be met. */
    public static Figure withoutPeer(String name, String unit, double value, String target) {
        return new Figure(name, unit, value, null, null, target, false);
    }
}
