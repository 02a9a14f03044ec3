package dev.chirp.art.sprite;

import dev.chirp.art.shape.Archetype;
import dev.chirp.art.shape.Area;
import dev.chirp.art.shape.Axis;
import dev.chirp.art.shape.Point;
import dev.chirp.art.shape.Shape;

/** Which pixels of its part an area covers. */
final class Places {
    private static final int PER_PIXEL = 16;
    private final Archetype bird;
    private final Mask wing;
    private final Mask tail;

    Places(Archetype bird, Mask wing, Mask tail) {
        this.bird = bird;
        this.wing = wing;
        this.tail = tail;
    }

    boolean covers(Area area, int x, int y) {
        return switch (area) {
            case LEGS, TAIL, BODY, WING, BILL, EYE -> true;
            case TAIL_BASE -> tailAlong(x, y) < 45;
            case TAIL_TIP -> tailAlong(x, y) > 84;
            case TAIL_EDGE -> !tail.has(x + 1, y + 1) || !tail.has(x, y + 2);
            case TAIL_BARS -> Math.floorMod(tailAlong(x, y) / 9, 2) == 1;
            case SHOULDER -> wingAlong(x, y) < 24;
            case COVERTS -> wingAlong(x, y) < 46;
            case FLIGHT -> wingAlong(x, y) >= 46;
            case WING_BAR -> isBar(x, y, 40);
            case WING_BARS -> isBar(x, y, 24) || isBar(x, y, 46);
            case WING_PATCH -> wingAlong(x, y) >= 44 && wingAlong(x, y) < 66;
            case WING_EDGE -> wingAlong(x, y) > 40 && !(wing.has(x, y + 2) && wing.has(x + 2, y + 2));
            case WING_TIP -> wingAlong(x, y) > 78;
            case BILL_BASE -> bird.billAxis().along(x, y) < 40;
            case BILL_TIP -> bird.billAxis().along(x, y) > 62;
            case LOWER_BILL -> bird.billAxis().beside(x, y) > 0;
            case EYE_RING -> isNearEye(x, y, bird.eyeSide() / 2 + 1);
            case EYE_ARCS -> isEyeArc(x, y);
            case CREST -> isCrest(x, y);
            case CREST_TIP -> isCrest(x, y) && !(isCrest(x - 1, y - 3) && isCrest(x + 2, y - 3));
            default -> isDrawn(area, x, y);
        };
    }

    private boolean isDrawn(Area area, int x, int y) {
        Shape shape = bird.areas().get(area);
        if (shape == null) {
            throw new IllegalArgumentException(bird.name() + " has no outline for " + area.label());
        }
        return shape.contains(x, y);
    }

    private boolean isCrest(int x, int y) {
        return bird.crest().orElseThrow().contains(x, y);
    }

    /** A band of two pixels across the wing, slanted as the feathers are. */
    private boolean isBar(int x, int y, int percent) {
        Axis axis = bird.wingAxis();
        int position = axis.along(x, y) * axis.length() / 100 - Math.abs(axis.beside(x, y)) / 3;
        int bar = percent * axis.length() / 100;
        return position >= bar - PER_PIXEL && position < bar + PER_PIXEL;
    }

    private boolean isNearEye(int x, int y, int reach) {
        for (Point eye : bird.eyes()) {
            int dx = Math.abs(x - eye.pixelX());
            int dy = Math.abs(y - eye.pixelY());
            if (dx <= reach && dy <= reach && dx + dy < 2 * reach) {
                return true;
            }
        }
        return false;
    }

    private boolean isEyeArc(int x, int y) {
        int reach = bird.eyeSide() / 2 + 1;
        for (Point eye : bird.eyes()) {
            if (Math.abs(x - eye.pixelX()) < reach && Math.abs(y - eye.pixelY()) == reach) {
                return true;
            }
        }
        return false;
    }

    private int wingAlong(int x, int y) {
        return bird.wingAxis().along(x, y);
    }

    private int tailAlong(int x, int y) {
        return bird.tailAxis().along(x, y);
    }
}
