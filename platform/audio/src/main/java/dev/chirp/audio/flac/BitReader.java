package dev.chirp.audio.flac;

import dev.chirp.audio.AudioRejection;

/** Reads the bits of a frame, the highest of each byte first. */
final class BitReader {
    private final byte[] data;
    private final int end;
    private int at;
    /** The next {@code count} bits, left-justified; zeros behind them. */
    private long window;

    private int count;

    BitReader(byte[] data, int from, int to) {
        this.data = data;
        this.at = from;
        this.end = to;
    }

    /** @param bits 0 to 32 */
    long unsigned(int bits) throws AudioRejection {
        if (bits == 0) {
            return 0;
        }
        require(bits);
        long value = window >>> (64 - bits);
        window <<= bits;
        count -= bits;
        return value;
    }

    /**
     * Two's complement.
     *
     * @param bits 1 to 33
     */
    long signed(int bits) throws AudioRejection {
        require(bits);
        long value = window >> (64 - bits);
        window <<= bits;
        count -= bits;
        return value;
    }

    /** The number of zeros before the next one. */
    int unary() throws AudioRejection {
        int zeros = 0;
        while (window == 0) {
            zeros += count;
            count = 0;
            require(1);
        }
        int more = Long.numberOfLeadingZeros(window);
        // In two steps: a shift by 64 would do nothing.
        window = window << more << 1;
        count -= more + 1;
        return zeros + more;
    }

    /** Whether nothing but the rest of a byte is left. */
    boolean isAtEnd() {
        return at == end && count < 8;
    }

    private void require(int bits) throws AudioRejection {
        if (count >= bits) {
            return;
        }
        while (count <= 56 && at < end) {
            window |= (data[at++] & 0xffL) << (56 - count);
            count += 8;
        }
        if (count < bits) {
            throw FlacDecoder.damaged();
        }
    }
}
