package dev.chirp.ingest.health;

import io.netty.buffer.ByteBuf;

/** How loud samples of 16 bits are, all channels together. Not thread-safe. */
final class Level {
    /** What {@link #rmsDbfs} says of no sound at all; 16 bits end at -90. */
    static final double SILENCE_DBFS = -120;

    /** Values that differ by no more are one value and the rounding of it. */
    private static final int STEADY = 2;

    private static final double FULL_SCALE = 32_768;

    private long count;
    private long sum;
    private long squares;
    private int lowest = Integer.MAX_VALUE;
    private int highest = Integer.MIN_VALUE;

    /** Adds little-endian samples; the buffer stays as it is. Four at a time: each access to it is checked. */
    void add(ByteBuf samples) {
        int at = samples.readerIndex();
        int end = samples.writerIndex();
        while (end - at >= Long.BYTES) {
            long four = samples.getLongLE(at);
            add((short) four);
            add((short) (four >> 16));
            add((short) (four >> 32));
            add((short) (four >> 48));
            at += Long.BYTES;
        }
        while (end - at >= Short.BYTES) {
            add(samples.getShortLE(at));
            at += Short.BYTES;
        }
    }

    private void add(short sample) {
        count++;
        sum += sample;
        squares += (long) sample * sample;
        lowest = Math.min(lowest, sample);
        highest = Math.max(highest, sample);
    }

    void add(Level other) {
        count += other.count;
        sum += other.sum;
        squares += other.squares;
        lowest = Math.min(lowest, other.lowest);
        highest = Math.max(highest, other.highest);
    }

    void clear() {
        count = 0;
        sum = 0;
        squares = 0;
        lowest = Integer.MAX_VALUE;
        highest = Integer.MIN_VALUE;
    }

    /** Samples of all channels. */
    long count() {
        return count;
    }

    boolean isConstant() {
        return count > 0 && highest - lowest <= STEADY;
    }

    /** Of what changes: a constant part is not heard. A sine of full scale is at -3. */
    double rmsDbfs() {
        if (count == 0) {
            return SILENCE_DBFS;
        }
        double mean = (double) sum / count;
        return dbfs(Math.sqrt(Math.max(0, (double) squares / count - mean * mean)));
    }

    /** Of the sample that is farthest from zero. */
    double peakDbfs() {
        return count == 0 ? SILENCE_DBFS : dbfs(Math.max(-(double) lowest, (double) highest));
    }

    private static double dbfs(double amplitude) {
        return amplitude == 0 ? SILENCE_DBFS : Math.max(SILENCE_DBFS, 20 * Math.log10(amplitude / FULL_SCALE));
    }
}
