package dev.chirp.art.sprite;

import dev.chirp.art.png.IndexedPng;
import dev.chirp.art.recipe.FieldGuide;
import dev.chirp.art.recipe.Recipe;
import dev.chirp.art.shape.Archetype;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * Draws sprites by recipe: the same bytes on every machine for the same species, seed, size and {@link Recipe#VERSION}.
 * Thread-safe; a drawing takes one core a few milliseconds.
 */
public final class SpriteArtist implements Renderer {
    /** The side of a sprite unless another is asked for, in pixels; other sizes are whole multiples. */
    public static final int DEFAULT_SIZE = Archetype.SIDE;

    public static final int LARGEST_SIZE = 4 * DEFAULT_SIZE;

    /** In the file, so that a sprite of another version has another checksum: the idle sheet is named by it. */
    private static final String SOFTWARE = "chirp sprite " + Recipe.VERSION;

    private final FieldGuide guide;

    public SpriteArtist(FieldGuide guide) {
        this.guide = guide;
    }

    /** The seed of a species unless another is asked for: the first 48 bits of its scientific name's SHA-256. */
    public static long seedOf(String scientificName) {
        byte[] hash = sha256(scientificName.getBytes(StandardCharsets.UTF_8));
        return ByteBuffer.wrap(hash).getLong() >>> 16;
    }

    public static boolean isSize(int size) {
        return size >= DEFAULT_SIZE && size <= LARGEST_SIZE && size % DEFAULT_SIZE == 0;
    }

    /** The seed moves streaks and spots, and chooses the plumage of a generic bird. */
    @Override
    public Drawing draw(String scientificName, String commonName, long seed, int size) {
        if (!isSize(size)) {
            throw new IllegalArgumentException("size: " + size + " (expected: 64, 128, 192 or 256)");
        }
        return draw(guide.of(scientificName, commonName, seed), seed, size);
    }

    @Override
    public Drawing placeholder() {
        return draw(guide.placeholder(), 0, DEFAULT_SIZE);
    }

    /** The picture before it becomes a file. */
    public static Sprite sprite(Recipe recipe, long seed) {
        Canvas still = new Painter(recipe, seed).paint(Pose.STILL);
        return new Quantiser(still).sprite(still);
    }

    private static Drawing draw(Recipe recipe, long seed, int size) {
        Canvas still = new Painter(recipe, seed).paint(Pose.STILL);
        Quantiser colours = new Quantiser(still);
        Sprite blink = colours.sprite(new Painter(recipe, seed).paint(Pose.BLINK));
        return drawing(colours.sprite(still), blink, seed, size, recipe.generic());
    }

    /** Two frames of one palette as files. */
    static Drawing drawing(Sprite still, Sprite second, long seed, int size, boolean generic) {
        Sprite sprite = still.enlarged(size / DEFAULT_SIZE);
        Sprite below = second.enlarged(size / DEFAULT_SIZE);
        byte[] png = IndexedPng.encode(size, size, sprite.pixels(), sprite.palette(), SOFTWARE);
        byte[] idle = IndexedPng.encode(size, 2 * size, sprite.over(below), sprite.palette(), SOFTWARE);
        List<String> palette = Arrays.stream(sprite.palette())
                .skip(1)
                .mapToObj(rgb -> "#" + HexFormat.of().toHexDigits(rgb, 6))
                .toList();
        String checksum = HexFormat.of().formatHex(sha256(png));
        return new Drawing(ByteBuffer.wrap(png), ByteBuffer.wrap(idle), checksum, seed, palette, generic);
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
