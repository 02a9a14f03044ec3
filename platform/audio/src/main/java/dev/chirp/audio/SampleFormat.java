package dev.chirp.audio;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** How one sample is stored; the names follow ffmpeg's. */
public enum SampleFormat {
    U8(1),
    S16(2),
    S24(3),
    S32(4),
    F32(4),
    F64(8);

    private final int bytes;

    SampleFormat(int bytes) {
        this.bytes = bytes;
    }

    public int bytes() {
        return bytes;
    }

    public boolean isFloat() {
        return this == F32 || this == F64;
    }

    /** The sample at this index of the buffer, in its byte order; integers in [-1, 1), floats as they are. */
    float sample(ByteBuffer from, int at) {
        return switch (this) {
            case U8 -> ((from.get(at) & 0xff) - 128) / 128f;
            case S16 -> from.getShort(at) / 32_768f;
            case S24 -> s24(from, at) / 8_388_608f;
            case S32 -> from.getInt(at) / 0x1p31f;
            case F32 -> from.getFloat(at);
            case F64 -> (float) from.getDouble(at);
        };
    }

    private static int s24(ByteBuffer from, int at) {
        boolean little = from.order() == ByteOrder.LITTLE_ENDIAN;
        int high = from.get(little ? at + 2 : at);
        int low = from.get(little ? at : at + 2) & 0xff;
        return (high << 16) | ((from.get(at + 1) & 0xff) << 8) | low;
    }
}
