package dev.chirp.audio.ogg;

import dev.chirp.audio.AudioRejection;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** One page, RFC 3533 §6, collected until it is complete; at most 64 KB. */
final class OggPage {
    static final long NO_GRANULE = -1;

    private static final int HEAD_BYTES = 27;
    private static final int MAX_BYTES = HEAD_BYTES + 255 + 255 * 255;
    private static final int CAPTURE = 0x4f676753;
    private static final int CRC_AT = 22;
    private static final int CONTINUED = 1;
    private static final int FIRST = 2;
    private static final int LAST = 4;
    private static final int[] CRC = table();

    private final ByteBuffer page = ByteBuffer.allocate(MAX_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    private boolean complete;

    /** Whether a whole page is there now; the next call begins another. */
    boolean collect(ByteBuffer bytes) throws AudioRejection {
        if (complete) {
            page.clear();
            complete = false;
        }
        while (page.position() < size()) {
            int count = Math.min(bytes.remaining(), size() - page.position());
            if (count == 0) {
                return false;
            }
            bytes.get(page.array(), page.position(), count);
            page.position(page.position() + count);
        }
        verify();
        complete = true;
        return true;
    }

    boolean isEmpty() {
        return complete || page.position() == 0;
    }

    byte[] bytes() {
        return page.array();
    }

    boolean isContinued() {
        return (page.get(5) & CONTINUED) != 0;
    }

    boolean isFirst() {
        return (page.get(5) & FIRST) != 0;
    }

    boolean isLast() {
        return (page.get(5) & LAST) != 0;
    }

    /** The position of the last packet that ends here, or {@link #NO_GRANULE}. */
    long granule() {
        return page.getLong(6);
    }

    int serial() {
        return page.getInt(14);
    }

    int segments() {
        return page.get(26) & 0xff;
    }

    /** Length of a segment; a packet goes on while it is 255. */
    int segment(int index) {
        return page.get(HEAD_BYTES + index) & 0xff;
    }

    int bodyAt() {
        return HEAD_BYTES + segments();
    }

    /** Of the page, as far as its head tells it by now. */
    private int size() {
        if (page.position() < HEAD_BYTES) {
            return HEAD_BYTES;
        }
        int size = bodyAt();
        for (int i = 0; page.position() >= bodyAt() && i < segments(); i++) {
            size += segment(i);
        }
        return size;
    }

    private void verify() throws AudioRejection {
        int size = page.position();
        int sum = page.getInt(CRC_AT);
        page.putInt(CRC_AT, 0);
        int crc = 0;
        byte[] array = page.array();
        for (int i = 0; i < size; i++) {
            crc = (crc << 8) ^ CRC[(crc >>> 24) ^ (array[i] & 0xff)];
        }
        if (Integer.reverseBytes(page.getInt(0)) != CAPTURE || page.get(4) != 0 || crc != sum) {
            throw AudioRejection.invalid("The Ogg file is damaged: the checksum of a page does not fit.");
        }
    }

    private static int[] table() {
        int[] table = new int[256];
        for (int i = 0; i < table.length; i++) {
            int crc = i << 24;
            for (int bit = 0; bit < 8; bit++) {
                crc = crc < 0 ? (crc << 1) ^ 0x04c1_1db7 : crc << 1;
            }
            table[i] = crc;
        }
        return table;
    }
}
