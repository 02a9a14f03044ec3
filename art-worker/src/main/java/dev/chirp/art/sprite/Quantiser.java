package dev.chirp.art.sprite;

import dev.chirp.art.png.IndexedPng;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * Brings a canvas down to 15 colours and transparency by merging, again and again, the pair that is missed least; then
 * draws other canvases in the same colours.
 */
final class Quantiser {
    private final Map<Integer, Integer> standIn = new TreeMap<>();
    private final int[] palette;

    Quantiser(Canvas canvas) {
        Map<Integer, Integer> counts = new TreeMap<>();
        for (int y = 0; y < Canvas.SIDE; y++) {
            for (int x = 0; x < Canvas.SIDE; x++) {
                if (!canvas.isEmpty(x, y)) {
                    counts.merge(canvas.seen(x, y), 1, Integer::sum);
                }
            }
        }
        while (counts.size() > IndexedPng.COLOURS - 1) {
            mergeCheapestPair(counts);
        }
        palette = new int[counts.size() + 1];
        int next = 1;
        for (int rgb : counts.keySet()) {
            palette[next++] = rgb;
        }
    }

    Sprite sprite(Canvas canvas) {
        byte[] pixels = new byte[Canvas.SIDE * Canvas.SIDE];
        for (int y = 0; y < Canvas.SIDE; y++) {
            for (int x = 0; x < Canvas.SIDE; x++) {
                if (!canvas.isEmpty(x, y)) {
                    pixels[y * Canvas.SIDE + x] = (byte) entry(canvas.seen(x, y));
                }
            }
        }
        return new Sprite(Canvas.SIDE, pixels, palette);
    }

    private int entry(int rgb) {
        int resolved = rgb;
        for (Integer next = standIn.get(resolved); next != null; next = standIn.get(resolved)) {
            resolved = next;
        }
        int exact = Arrays.binarySearch(palette, 1, palette.length, resolved);
        return exact > 0 ? exact : nearest(resolved);
    }

    private int nearest(int rgb) {
        int nearest = 1;
        for (int i = 2; i < palette.length; i++) {
            if (distance(palette[i], rgb) < distance(palette[nearest], rgb)) {
                nearest = i;
            }
        }
        return nearest;
    }

    /** The rarer colour of the pair is replaced by the other; the price is the distance times the rarer one's pixels. */
    private void mergeCheapestPair(Map<Integer, Integer> counts) {
        int[] colours = counts.keySet().stream().mapToInt(Integer::intValue).toArray();
        int[] amounts = counts.values().stream().mapToInt(Integer::intValue).toArray();
        long cheapest = Long.MAX_VALUE;
        int gone = 0;
        int kept = 0;
        for (int a = 0; a < colours.length; a++) {
            for (int b = 0; b < colours.length; b++) {
                boolean rarer = amounts[a] < amounts[b] || (amounts[a] == amounts[b] && a < b);
                long price = rarer ? (long) distance(colours[a], colours[b]) * amounts[a] : Long.MAX_VALUE;
                if (price < cheapest) {
                    cheapest = price;
                    gone = a;
                    kept = b;
                }
            }
        }
        counts.put(colours[kept], amounts[kept] + amounts[gone]);
        counts.remove(colours[gone]);
        standIn.put(colours[gone], colours[kept]);
    }

    /** Squared, weighted as the eye weighs red, green and blue. */
    static int distance(int a, int b) {
        int red = (a >>> 16 & 0xff) - (b >>> 16 & 0xff);
        int green = (a >>> 8 & 0xff) - (b >>> 8 & 0xff);
        int blue = (a & 0xff) - (b & 0xff);
        return 3 * red * red + 4 * green * green + 2 * blue * blue;
    }
}
