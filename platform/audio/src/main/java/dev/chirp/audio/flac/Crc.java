package dev.chirp.audio.flac;

/** The two checksums of a frame, RFC 9639 §9.1.8 and §9.3: over data and checksum together they are 0. */
final class Crc {
    private static final int[] CRC8 = table(0x07, 8);
    private static final int[] CRC16 = table(0x8005, 16);

    private Crc() {}

    static int crc8(byte[] data, int from, int to) {
        int crc = 0;
        for (int i = from; i < to; i++) {
            crc = CRC8[crc ^ (data[i] & 0xff)];
        }
        return crc;
    }

    /** The checksum after one more byte. */
    static int crc16(int crc, byte next) {
        return ((crc << 8) ^ CRC16[(crc >> 8) ^ (next & 0xff)]) & 0xffff;
    }

    private static int[] table(int polynomial, int width) {
        int[] table = new int[256];
        int top = 1 << (width - 1);
        for (int i = 0; i < table.length; i++) {
            int crc = i << (width - 8);
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & top) != 0 ? (crc << 1) ^ polynomial : crc << 1;
            }
            table[i] = crc & ((1 << width) - 1);
        }
        return table;
    }
}
