package dev.chirp.ingest.opus;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Writes packets as an Ogg stream, RFC 3533 and 7845: the same packets are the same bytes. A page holds about a second, at
 * most {@value #PAGE_BYTES} bytes of packets or one packet that is longer. Nothing is cut off at the beginning. Not
 * thread-safe.
 */
public final class OggStream implements AutoCloseable {
    private static final int PAGE_BYTES = 16 * 1024;
    private static final int MAX_SEGMENTS = 255;
    private static final int HEAD_BYTES = 27;
    private static final int CRC_AT = 22;
    private static final int FIRST = 2;
    private static final int LAST = 4;
    private static final String VENDOR = "chirp";
    private static final int[] CRC = table();

    private final ByteBufAllocator allocator;
    private final byte[] segments = new byte[MAX_SEGMENTS];
    private @Nullable ByteBuf body;
    private int segmentCount;
    private int pages;
    private long position;
    private long pageBegan;

    public OggStream(ByteBufAllocator allocator) {
        this.allocator = allocator;
    }

    /** The two pages before the sound, in a new buffer. */
    public ByteBuf head(int channels, int recordedRate) {
        ByteBuf id = allocator.buffer();
        id.writeCharSequence("OpusHead", StandardCharsets.US_ASCII);
        id.writeByte(1)
                .writeByte(channels)
                .writeShortLE(0)
                .writeIntLE(recordedRate)
                .writeShortLE(0)
                .writeByte(0);
        ByteBuf tags = allocator.buffer();
        tags.writeCharSequence("OpusTags", StandardCharsets.US_ASCII);
        tags.writeIntLE(VENDOR.length()).writeCharSequence(VENDOR, StandardCharsets.US_ASCII);
        tags.writeIntLE(0);
        ByteBuf head = allocator.buffer();
        for (ByteBuf packet : new ByteBuf[] {id, tags}) {
            add(packet);
            ByteBuf page = page(pages == 0 ? FIRST : 0);
            head.writeBytes(page);
            page.release();
        }
        return head;
    }

    /** Takes a packet of so many samples, and its buffer; a page that it does not fit on any more is complete. */
    public Optional<ByteBuf> packet(ByteBuf packet, int samples) {
        Optional<ByteBuf> full = hasRoomFor(packet.readableBytes()) ? Optional.empty() : Optional.of(page(0));
        add(packet);
        position += samples;
        return full;
    }

    /** The page that ends the stream. */
    public ByteBuf end() {
        return page(LAST);
    }

    private boolean hasRoomFor(int bytes) {
        return body == null
                || (position - pageBegan < OpusPacket.RATE
                        && segmentCount + bytes / 255 + 1 <= MAX_SEGMENTS
                        && body.readableBytes() + bytes <= PAGE_BYTES);
    }

    private void add(ByteBuf packet) {
        ByteBuf target = body;
        if (target == null) {
            target = allocator.buffer();
            body = target;
        }
        int left = packet.readableBytes();
        for (; left >= 255; left -= 255) {
            segments[segmentCount++] = (byte) 255;
        }
        segments[segmentCount++] = (byte) left;
        target.writeBytes(packet);
        packet.release();
    }

    private ByteBuf page(int flags) {
        int bodyBytes = body == null ? 0 : body.readableBytes();
        ByteBuf page = allocator.buffer(HEAD_BYTES + segmentCount + bodyBytes);
        page.writeCharSequence("OggS", StandardCharsets.US_ASCII);
        page.writeByte(0)
                .writeByte(flags)
                .writeLongLE(position)
                .writeIntLE(1)
                .writeIntLE(pages++)
                .writeIntLE(0);
        page.writeByte(segmentCount).writeBytes(segments, 0, segmentCount);
        if (body != null) {
            page.writeBytes(body);
        }
        page.setIntLE(CRC_AT, crc(page));
        close();
        return page;
    }

    private static int crc(ByteBuf page) {
        int crc = 0;
        for (int i = page.readerIndex(); i < page.writerIndex(); i++) {
            crc = (crc << 8) ^ CRC[(crc >>> 24) ^ page.getUnsignedByte(i)];
        }
        return crc;
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

    /** Lets go of what is on no complete page. */
    @Override
    public void close() {
        if (body != null) {
            body.release();
            body = null;
        }
        segmentCount = 0;
        pageBegan = position;
    }
}
