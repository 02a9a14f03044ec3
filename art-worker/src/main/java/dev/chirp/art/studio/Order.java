package dev.chirp.art.studio;

import dev.chirp.art.sprite.SpriteArtist;
import java.util.regex.Pattern;

/**
 * What is to be drawn. The scientific name becomes a file name, so its alphabet is narrow: ASCII letters, space,
 * {@code . ' ( ) -}, beginning with a capital.
 *
 * @param seed below 2^53, so that every JSON reader keeps it whole
 * @param size side in pixels: 64, 128, 192 or 256
 */
public record Order(String scientificName, String commonName, long seed, int size) {
    private static final int LONGEST_NAME = 100;
    private static final long SEEDS = 1L << 53;
    private static final Pattern SCIENTIFIC = Pattern.compile("[A-Z][A-Za-z.'()-]*( [A-Za-z.'()-]+)*");
    private static final Pattern COMMON = Pattern.compile("[^\\p{Cntrl}]+");

    public Order {
        if (scientificName.length() > LONGEST_NAME
                || !SCIENTIFIC.matcher(scientificName).matches()
                || scientificName.equalsIgnoreCase("placeholder")) {
            throw new InvalidOrder("scientific_name", "expected: a species' name of at most 100 letters");
        }
        if (commonName.length() > LONGEST_NAME || !COMMON.matcher(commonName).matches()) {
            throw new InvalidOrder("common_name", "expected: 1 to 100 printable characters");
        }
        if (seed < 0 || seed >= SEEDS) {
            throw new InvalidOrder("seed", seed + " (expected: 0 to 2^53 - 1)");
        }
        if (!SpriteArtist.isSize(size)) {
            throw new InvalidOrder("size", size + " (expected: 64, 128, 192 or 256)");
        }
    }

    /** The sprite that stands for the species everywhere. */
    public static Order standard(String scientificName, String commonName) {
        return new Order(scientificName, commonName, SpriteArtist.seedOf(scientificName), SpriteArtist.DEFAULT_SIZE);
    }

    boolean isStandard() {
        return size == SpriteArtist.DEFAULT_SIZE && seed == SpriteArtist.seedOf(scientificName);
    }

    /** An order that can never be filled. */
    public static final class InvalidOrder extends IllegalArgumentException {
        private static final long serialVersionUID = 1;
        private final String field;

        InvalidOrder(String field, String detail) {
            super(field + ": " + detail);
            this.field = field;
        }

        /** The name of the wrong field in JSON. */
        public String field() {
            return field;
        }
    }
}
