package dev.chirp.art.png;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/** Writes a picture of at most 16 colours as a PNG of 4 bits per pixel; colour 0 is transparent. */
public final class IndexedPng {
    public static final int COLOURS = 16;
    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    private static final byte[] FIRST_IS_TRANSPARENT = {0};

    private IndexedPng() {}

    /**
     * Encodes a picture.
     *
     * @param width in pixels, even
     * @param pixels colour numbers row by row, {@code width * height} of them
     * @param palette colours as {@code 0xRRGGBB}; the first is never seen
     * @param software what wrote it, in ASCII: a {@code tEXt} chunk
     */
    public static byte[] encode(int width, int height, byte[] pixels, int[] palette, String software) {
        if (palette.length > COLOURS) {
            throw new IllegalArgumentException("palette: " + palette.length + " (expected: at most " + COLOURS + ")");
        }
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        png.writeBytes(SIGNATURE);
        chunk(png, "IHDR", header(width, height));
        chunk(png, "tEXt", ("Software\0" + software).getBytes(StandardCharsets.US_ASCII));
        chunk(png, "PLTE", paletteBytes(palette));
        chunk(png, "tRNS", FIRST_IS_TRANSPARENT);
        chunk(png, "IDAT", Deflate.zlib(rows(width, height, pixels)));
        chunk(png, "IEND", new byte[0]);
        return png.toByteArray();
    }

    private static byte[] header(int width, int height) {
        byte bitsPerPixel = 4;
        byte indexed = 3;
        return ByteBuffer.allocate(13)
                .putInt(width)
                .putInt(height)
                .put(bitsPerPixel)
                .put(indexed)
                .array();
    }

    private static byte[] paletteBytes(int[] palette) {
        ByteBuffer bytes = ByteBuffer.allocate(3 * palette.length);
        for (int colour : palette) {
            bytes.put((byte) (colour >>> 16)).put((byte) (colour >>> 8)).put((byte) colour);
        }
        return bytes.array();
    }

    /** Each row begins with filter type 0, then two pixels per byte, the left one in the high half. */
    private static byte[] rows(int width, int height, byte[] pixels) {
        int stride = 1 + width / 2;
        byte[] rows = new byte[stride * height];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x += 2) {
                int left = pixels[y * width + x];
                rows[y * stride + 1 + x / 2] = (byte) (left << 4 | pixels[y * width + x + 1]);
            }
        }
        return rows;
    }

    private static void chunk(ByteArrayOutputStream png, String type, byte[] data) {
        byte[] typed = ByteBuffer.allocate(4 + data.length)
                .put(type.getBytes(StandardCharsets.US_ASCII))
                .put(data)
                .array();
        CRC32 crc = new CRC32();
        crc.update(typed);
        png.writeBytes(ByteBuffer.allocate(4).putInt(data.length).array());
        png.writeBytes(typed);
        png.writeBytes(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
    }
}
