package dev.chirp.art.recipe;

import dev.chirp.art.shape.Area;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * One colour on one area.
 *
 * @param rgb {@code 0xRRGGBB}
 */
public record Layer(Area area, Texture texture, int rgb) {
    private static final Pattern COLOUR = Pattern.compile("#[0-9a-f]{6}");

    /** Reads {@code breast}, {@code breast:spots} and the like, and a colour {@code #rrggbb}. */
    static Layer parse(String where, String colour) {
        int colon = where.indexOf(':');
        String label = colon < 0 ? where : where.substring(0, colon);
        Area area = Area.labelled(label)
                .orElseThrow(() -> new IllegalArgumentException("area: " + label + " (expected: one of Area)"));
        Texture texture = colon < 0
                ? Texture.PLAIN
                : Texture.valueOf(where.substring(colon + 1).toUpperCase(Locale.ROOT));
        if (!COLOUR.matcher(colour).matches()) {
            throw new IllegalArgumentException("colour of " + where + ": " + colour + " (expected: #rrggbb)");
        }
        return new Layer(area, texture, Integer.parseInt(colour.substring(1), 16));
    }
}
