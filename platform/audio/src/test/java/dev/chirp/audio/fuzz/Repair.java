package dev.chirp.audio.fuzz;

import dev.chirp.audio.flac.FlacFrames;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Makes the checksums fit again, so that what lies behind them is reached. */
public final class Repair {
    private Repair() {}

    public static void checksums(byte[] file) {
        if (file.length > 4 && file[0] == 'O' && file[1] == 'g') {
            ogg(file);
        } else if (file.length > 4 && file[0] == 'f' && file[1] == 'L') {
            FlacFrames.repair(file);
        }
    }

    private static void ogg(byte[] file) {
        ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        for (int page = 0; page + 27 <= file.length; ) {
            int segments = file[page + 26] & 0xff;
            int size = 27 + segments;
            for (int i = 0; i < segments && page + 27 + i < file.length; i++) {
                size += file[page + 27 + i] & 0xff;
            }
            if (page + size > file.length) {
                return;
            }
            bytes.putInt(page + 22, 0);
            int crc = 0;
            for (int i = page; i < page + size; i++) {
                crc ^= file[i] << 24;
                for (int bit = 0; bit < 8; bit++) {
                    crc = crc < 0 ? (crc << 1) ^ 0x04c11db7 : crc << 1;
                }
            }
            bytes.putInt(page + 22, crc);
            page += size;
        }
    }
}
