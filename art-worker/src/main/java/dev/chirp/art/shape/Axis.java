package dev.chirp.art.shape;

/** The line along which a wing or tail grows. */
public record Axis(Point from, Point to) {
    static Axis parse(String text) {
        String[] words = text.split(" ", -1);
        if (words.length != 2) {
            throw new IllegalArgumentException("axis: " + text + " (expected: two points)");
        }
        return new Axis(Point.parse(words[0], Frame.CANVAS), Point.parse(words[1], Frame.CANVAS));
    }

    /** How far along a pixel lies: 0 at the root, 100 at the tip. */
    public int along(int pixelX, int pixelY) {
        int dx = to.x() - from.x();
        int dy = to.y() - from.y();
        int px = centre(pixelX) - from.x();
        int py = centre(pixelY) - from.y();
        return Math.floorDiv(100 * (px * dx + py * dy), Math.max(1, dx * dx + dy * dy));
    }

    /** How far beside the line a pixel lies, in sixteenths of a pixel; positive is to the left of its direction. */
    public int beside(int pixelX, int pixelY) {
        int dx = to.x() - from.x();
        int dy = to.y() - from.y();
        int px = centre(pixelX) - from.x();
        int py = centre(pixelY) - from.y();
        return Math.floorDiv(py * dx - px * dy, Math.max(1, length()));
    }

    /** In sixteenths of a pixel. */
    public int length() {
        int dx = to.x() - from.x();
        int dy = to.y() - from.y();
        // Exact everywhere: IEEE 754 fixes the last bit of a square root.
        return (int) Math.sqrt(dx * dx + dy * dy);
    }

    private static int centre(int pixel) {
        return pixel * Frame.PER_PIXEL + Frame.PER_PIXEL / 2;
    }
}
