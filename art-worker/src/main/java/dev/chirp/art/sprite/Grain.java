package dev.chirp.art.sprite;

import dev.chirp.art.recipe.Texture;

/** Where the marks of a texture fall; the seed moves them a little, so that no two species wear the same rows. */
final class Grain {
    private final long seed;

    Grain(long seed) {
        this.seed = seed;
    }

    boolean marks(Texture texture, int x, int y) {
        return switch (texture) {
            case PLAIN -> true;
            case STREAKS -> streak(x, y);
            case SPOTS -> spot(x, y);
            case BARS -> Math.floorMod(y + bend(x), 3) == 0;
            case SCALES -> scale(x, y);
        };
    }

    /** Strokes of two or three pixels, every third column, staggered. */
    private boolean streak(int x, int y) {
        if (x % 3 != 0) {
            return false;
        }
        int shifted = y + (x / 3 % 2 == 0 ? 0 : 3) + pick(x, 0, 2);
        return shifted % 5 < 2 + pick(x, shifted / 5, 2);
    }

    private boolean spot(int x, int y) {
        int row = y / 3;
        int shifted = x + (row % 2 == 0 ? 0 : 2);
        int column = shifted / 4;
        return y % 3 == 0 && shifted % 4 == pick(column, row, 2);
    }

    private boolean scale(int x, int y) {
        int row = y / 3;
        int shifted = x + (row % 2 == 0 ? 0 : 2);
        return y % 3 == 0 ? shifted % 4 != 0 : y % 3 == 2 && shifted % 4 == 0;
    }

    private int bend(int x) {
        return pick(x / 4, 7, 2);
    }

    /** A number below the bound that depends on the place and the seed (SplitMix64's finaliser). */
    private int pick(int x, int y, int bound) {
        long mixed = seed + 0x9e3779b97f4a7c15L * (x * 131L + y * 31L + 1);
        mixed = (mixed ^ mixed >>> 30) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94d049bb133111ebL;
        return (int) Math.floorMod(mixed ^ mixed >>> 31, (long) bound);
    }
}
