package dev.chirp.audio.flac;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes what a hostile FLAC file may be made of, with checksums that fit. */
public final class FlacFrames {
    private FlacFrames() {}

    /**
     * A file of frames of 65,535 samples of each channel, all the same: less than 20 bytes each.
     *
     * @param totalFrames what the header says; 0: nothing
     */
    public static byte[] constant(int frames, int channels, int rate, long totalFrames) {
        ByteBuffer file = ByteBuffer.allocate(42 + frames * (12 + 3 * channels + 2));
        file.put("fLaC".getBytes(StandardCharsets.US_ASCII)).putInt(0x8000_0022);
        file.putShort((short) 65_535).putShort((short) 65_535).position(18);
        file.putLong(((long) rate << 44) | ((channels - 1L) << 41) | (15L << 36) | totalFrames);
        file.position(42);
        for (int frame = 0; frame < frames; frame++) {
            int from = file.position();
            file.put((byte) 0xff).put((byte) 0xf8).put((byte) 0x70).put((byte) ((channels - 1) << 4));
            putNumber(file, frame);
            file.putShort((short) 65_534);
            file.put((byte) Crc.crc8(file.array(), from, file.position()));
            for (int channel = 0; channel < channels; channel++) {
                file.put((byte) 0).putShort((short) 1_000);
            }
            int crc = 0;
            for (int i = from; i < file.position(); i++) {
                crc = Crc.crc16(crc, file.array()[i]);
            }
            file.putShort((short) crc);
        }
        return Arrays.copyOf(file.array(), file.position());
    }

    private static void putNumber(ByteBuffer file, int number) {
        if (number < 0x80) {
            file.put((byte) number);
        } else if (number < 0x800) {
            file.put((byte) (0xc0 | (number >> 6))).put((byte) (0x80 | (number & 0x3f)));
        } else {
            file.put((byte) (0xe0 | (number >> 12)))
                    .put((byte) (0x80 | ((number >> 6) & 0x3f)))
                    .put((byte) (0x80 | (number & 0x3f)));
        }
    }

    /** Where frames seem to begin, up to the next such place, they get the checksums that they need. */
    public static void repair(byte[] file) {
        int frame = -1;
        for (int i = 42; i + 2 <= file.length; i++) {
            boolean begins = i + 2 < file.length && FrameHeader.isSync(file, i);
            if (frame >= 0 && i - frame > 10 && (begins || i + 2 == file.length)) {
                seal(file, frame, begins ? i : file.length);
            }
            if (begins && (frame < 0 || i - frame > 10)) {
                frame = i;
            }
        }
    }

    /** The head is as long as its fields say, as in {@link FrameHeader}. */
    private static void seal(byte[] file, int from, int to) {
        int ones = Integer.numberOfLeadingZeros(~(file[from + 4] << 24));
        int block = (file[from + 2] & 0xf0) >> 4;
        int rate = file[from + 2] & 15;
        int length =
                4 + Math.max(1, ones) + (block == 6 ? 1 : block == 7 ? 2 : 0) + (rate == 12 ? 1 : rate > 12 ? 2 : 0);
        if (from + length + 3 < to) {
            file[from + length] = (byte) Crc.crc8(file, from, from + length);
        }
        int crc = 0;
        for (int i = from; i < to - 2; i++) {
            crc = Crc.crc16(crc, file[i]);
        }
        file[to - 2] = (byte) (crc >> 8);
        file[to - 1] = (byte) crc;
    }
}
