package dev.chirp.art.shape;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One or more closed outlines: Catmull-Rom splines through their points, flattened in whole numbers. */
public final class Shape {
    private static final int STEPS = 8;
    private final List<Ring> rings;
    /** Worked out when it is first needed; whoever is second at the same time works out the same. */
    private volatile @Nullable BitSet pixels;

    private Shape(List<Ring> rings) {
        this.rings = rings;
    }

    /** Reads {@code "x,y x,y …"}; a point that ends in {@code !} is a corner, {@code |} begins another outline. */
    static Shape parse(String text, Frame frame) {
        List<Ring> rings = new ArrayList<>();
        for (String outline : text.split(" \\| ", -1)) {
            rings.add(ring(outline, frame));
        }
        return new Shape(List.copyOf(rings));
    }

    private static Ring ring(String text, Frame frame) {
        List<Point> points = new ArrayList<>();
        for (String word : text.split(" ", -1)) {
            boolean corner = word.endsWith("!");
            Point point = Point.parse(corner ? word.substring(0, word.length() - 1) : word, frame);
            for (int i = 0; i < (corner ? 3 : 1); i++) {
                points.add(point);
            }
        }
        if (points.size() < 3) {
            throw new IllegalArgumentException("outline: " + text + " (expected: at least 3 points)");
        }
        return smooth(points);
    }

    /** Whether the centre of this pixel of the canvas lies inside, by the even-odd rule; outside the canvas it does not. */
    public boolean contains(int pixelX, int pixelY) {
        if (pixelX < 0 || pixelX >= Archetype.SIDE || pixelY < 0 || pixelY >= Archetype.SIDE) {
            return false;
        }
        BitSet known = pixels;
        if (known == null) {
            known = inside();
            pixels = known;
        }
        return known.get(pixelY * Archetype.SIDE + pixelX);
    }

    private BitSet inside() {
        BitSet inside = new BitSet(Archetype.SIDE * Archetype.SIDE);
        for (int i = 0; i < Archetype.SIDE * Archetype.SIDE; i++) {
            inside.set(i, covers(i % Archetype.SIDE, i / Archetype.SIDE));
        }
        return inside;
    }

    private boolean covers(int pixelX, int pixelY) {
        // Half a unit beside the grid of points, so that no point lies on the scan line.
        int x = (pixelX * Frame.PER_PIXEL + Frame.PER_PIXEL / 2) * 2 + 1;
        int y = (pixelY * Frame.PER_PIXEL + Frame.PER_PIXEL / 2) * 2 + 1;
        for (Ring ring : rings) {
            if (ring.contains(x, y)) {
                return true;
            }
        }
        return false;
    }

    private static Ring smooth(List<Point> points) {
        int n = points.size();
        int[] xs = new int[n * STEPS];
        int[] ys = new int[n * STEPS];
        for (int i = 0; i < n; i++) {
            Point before = points.get((i + n - 1) % n);
            Point from = points.get(i);
            Point to = points.get((i + 1) % n);
            Point after = points.get((i + 2) % n);
            for (int step = 0; step < STEPS; step++) {
                xs[i * STEPS + step] = spline(before.x(), from.x(), to.x(), after.x(), step);
                ys[i * STEPS + step] = spline(before.y(), from.y(), to.y(), after.y(), step);
            }
        }
        return new Ring(xs, ys);
    }

    /** The uniform Catmull-Rom polynomial at {@code step / STEPS}, multiplied out so that only the last step divides. */
    private static int spline(int p0, int p1, int p2, int p3, int step) {
        int cube = STEPS * STEPS * STEPS;
        int sum = 2 * p1 * cube
                + (p2 - p0) * step * STEPS * STEPS
                + (2 * p0 - 5 * p1 + 4 * p2 - p3) * step * step * STEPS
                + (3 * p1 - p0 - 3 * p2 + p3) * step * step * step;
        return Math.floorDiv(sum + cube, 2 * cube);
    }

    private static final class Ring {
        private final int[] xs;
        private final int[] ys;
        private final int top;
        private final int bottom;
        private final int left;
        private final int right;

        Ring(int[] xs, int[] ys) {
            this.xs = xs;
            this.ys = ys;
            this.top = 2 * Arrays.stream(ys).min().orElseThrow();
            this.bottom = 2 * Arrays.stream(ys).max().orElseThrow();
            this.left = 2 * Arrays.stream(xs).min().orElseThrow();
            this.right = 2 * Arrays.stream(xs).max().orElseThrow();
        }

        /** The position is given in thirty-seconds of a pixel. */
        boolean contains(int x, int y) {
            if (y < top || y > bottom || x < left || x > right) {
                return false;
            }
            boolean inside = false;
            for (int i = 0, j = xs.length - 1; i < xs.length; j = i++) {
                int xi = xs[i] * 2;
                int yi = ys[i] * 2;
                int xj = xs[j] * 2;
                int yj = ys[j] * 2;
                if (yi > y != yj > y) {
                    long cross = (long) (xj - xi) * (y - yi) - (long) (x - xi) * (yj - yi);
                    inside ^= cross > 0 == yj > yi;
                }
            }
            return inside;
        }
    }
}
