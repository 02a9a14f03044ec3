package dev.chirp.art.shape;

import java.util.regex.Pattern;

/** A position in sixteenths of a pixel. */
public record Point(int x, int y) {
    private static final Pattern FORM = Pattern.compile("-?\\d{1,3},-?\\d{1,3}");

    static Point parse(String word, Frame frame) {
        if (!FORM.matcher(word).matches()) {
            throw new IllegalArgumentException("point: " + word + " (expected: x,y)");
        }
        int comma = word.indexOf(',');
        return new Point(
                frame.x(Integer.parseInt(word.substring(0, comma))),
                frame.y(Integer.parseInt(word.substring(comma + 1))));
    }

    /** The pixel that this position lies in. */
    public int pixelX() {
        return Math.floorDiv(x, Frame.PER_PIXEL);
    }

    public int pixelY() {
        return Math.floorDiv(y, Frame.PER_PIXEL);
    }
}
