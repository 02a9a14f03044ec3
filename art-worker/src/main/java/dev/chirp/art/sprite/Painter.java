package dev.chirp.art.sprite;

import dev.chirp.art.recipe.Layer;
import dev.chirp.art.recipe.Recipe;
import dev.chirp.art.shape.Archetype;
import dev.chirp.art.shape.Axis;
import dev.chirp.art.shape.Part;
import dev.chirp.art.shape.Point;
import java.util.List;

/**
 * Lays the parts of one bird on a canvas, from the far ones to the near ones, and lights them. In its second pose the
 * bird sinks a pixel into its legs, which flicks the tail, and shuts its eyes.
 */
final class Painter {
    private static final int FEATHER_SIXTEENTHS = 44;
    private static final int DARK_ON_DARK = 9 * 40 * 40;
    private static final int PALE_EYE = 60;
    private static final int PUPIL = 0x16111c;
    private static final int GLINT = 0xffffff;
    private static final int RIM = 0x534d5e;
    private static final int LID_LINE = 0x241d2b;
    private static final int DARK_LID = 50;
    private final Recipe recipe;
    private final Archetype bird;
    private final Canvas canvas = new Canvas();
    private final Grain grain;
    private final Mask body;
    private final Mask wing;
    private final Mask tail;
    private final Places places;

    Painter(Recipe recipe, long seed) {
        this.recipe = recipe;
        this.bird = recipe.archetype();
        this.grain = new Grain(seed);
        Mask trunk = Mask.of(bird.body());
        this.body = bird.crest().map(Mask::of).map(trunk::or).orElse(trunk);
        this.wing = Mask.of(bird.wing());
        this.tail = Mask.of(bird.tail());
        this.places = new Places(bird, wing, tail);
    }

    Canvas paint(Pose pose) {
        legs();
        if (!bird.tailInFront()) {
            tail();
        }
        canvas.dip(pose == Pose.STILL ? 0 : 1);
        cover(Part.BODY, body);
        lightBody();
        wing();
        if (bird.tailInFront()) {
            tail();
        }
        cover(Part.BILL, Mask.of(bird.bill()));
        lightBill();
        if (pose == Pose.STILL) {
            eyes();
        } else {
            lids();
        }
        canvas.dip(0);
        Contour.draw(canvas);
        return canvas;
    }

    private void legs() {
        int rgb = recipe.of(Part.LEGS).getFirst().rgb();
        for (List<Point> leg : bird.legs()) {
            for (int i = 1; i < leg.size(); i++) {
                line(leg.get(i - 1), leg.get(i), rgb);
            }
        }
    }

    private void line(Point from, Point to, int rgb) {
        int steps = Math.max(1, Math.max(Math.abs(to.pixelX() - from.pixelX()), Math.abs(to.pixelY() - from.pixelY())));
        for (int i = 0; i <= steps; i++) {
            int x = from.pixelX() + Math.floorDiv(2 * (to.pixelX() - from.pixelX()) * i + steps, 2 * steps);
            int y = from.pixelY() + Math.floorDiv(2 * (to.pixelY() - from.pixelY()) * i + steps, 2 * steps);
            canvas.put(x, y, Part.LEGS, rgb);
            boolean upright = Math.abs(to.pixelY() - from.pixelY()) > Math.abs(to.pixelX() - from.pixelX());
            canvas.put(upright ? x + 1 : x, upright ? y : y + 1, Part.LEGS, rgb);
            canvas.tone(upright ? x + 1 : x, upright ? y : y + 1, Tone.DARK);
        }
    }

    private void tail() {
        cover(Part.TAIL, tail);
        each(Part.TAIL, (x, y) -> {
            if (body.has(x, y - 3) || body.has(x + 2, y - 3) || !tail.has(x + 1, y + 2)) {
                canvas.tone(x, y, Tone.SHADE);
            } else if (!tail.has(x, y - 1)) {
                canvas.tone(x, y, Tone.LIGHT);
            }
            if (isFeatherEdge(bird.tailAxis(), x, y) && tail.has(x, y + 1)) {
                canvas.tone(x, y, Tone.DARK);
            }
        });
    }

    private void wing() {
        cover(Part.WING, wing);
        each(Part.WING, (x, y) -> {
            int along = bird.wingAxis().along(x, y);
            if (!wing.has(x, y + 1) || !wing.has(x + 1, y)) {
                canvas.tone(x, y, Tone.DARK);
            } else if (along > 50 && isFeatherEdge(bird.wingAxis(), x, y)) {
                canvas.tone(x, y, Tone.DARK);
            } else if (!wing.has(x + 1, y + 3)) {
                canvas.tone(x, y, Tone.SHADE);
            } else if (along < 60 && !wing.has(x - 1, y - 3)) {
                canvas.tone(x, y, Tone.LIGHT);
            }
        });
    }

    private void lightBody() {
        each(Part.BODY, (x, y) -> {
            boolean underWing = !wing.has(x, y) && (wing.has(x, y - 1) || wing.has(x - 1, y - 2));
            if (underWing || !body.has(x + 1, y + 5) || !body.has(x + 3, y + 3)) {
                canvas.tone(x, y, Tone.SHADE);
            } else if (!body.has(x - 1, y - 2) || !body.has(x, y - 2)) {
                canvas.tone(x, y, Tone.LIGHT);
            }
        });
    }

    private void lightBill() {
        each(Part.BILL, (x, y) -> {
            if (bird.billAxis().beside(x, y) > 0) {
                canvas.tone(x, y, Tone.SHADE);
            }
        });
    }

    private void eyes() {
        int rgb = recipe.of(Part.EYE).getFirst().rgb();
        int side = bird.eyeSide();
        for (Point eye : bird.eyes()) {
            int left = eye.pixelX() - side / 2;
            int top = eye.pixelY() - side / 2;
            rim(left, top, side, rgb);
            boolean large = side > 3;
            disc(left, top, side, rgb, large);
            if (large) {
                disc(left + 1, top + 1, side - 2, PUPIL, false);
                canvas.put(left + 2, top + 1, Part.EYE, GLINT);
            } else if (Tone.lightness(rgb) > PALE_EYE) {
                canvas.put(left + 1, top + 1, Part.EYE, PUPIL);
            } else {
                canvas.put(left, top, Part.EYE, GLINT);
            }
        }
    }

    private void lids() {
        int side = bird.eyeSide();
        for (Point eye : bird.eyes()) {
            int left = eye.pixelX() - side / 2;
            int top = eye.pixelY() - side / 2;
            // Above the ring that some eyes have.
            int lid = canvas.colour(left + side / 2, top - 2);
            disc(left, top, side, lid, side > 3);
            int line = Tone.lightness(lid) < DARK_LID ? RIM : LID_LINE;
            for (int x = left; x < left + side; x++) {
                canvas.put(x, top + (side + 1) / 2, Part.EYE, line);
            }
        }
    }

    private void disc(int left, int top, int side, int rgb, boolean rounded) {
        for (int y = 0; y < side; y++) {
            for (int x = 0; x < side; x++) {
                boolean corner = (x == 0 || x == side - 1) && (y == 0 || y == side - 1);
                if (!(rounded && corner)) {
                    canvas.put(left + x, top + y, Part.EYE, rgb);
                }
            }
        }
    }

    /** Lightens what is around an eye that would be lost in dark plumage. */
    private void rim(int left, int top, int side, int rgb) {
        for (int y = top - 1; y <= top + side; y++) {
            for (int x = left - 1; x <= left + side; x++) {
                boolean corner = (x < left || x == left + side) && (y < top || y == top + side);
                if (!corner && Quantiser.distance(canvas.colour(x, y), rgb) < DARK_ON_DARK) {
                    canvas.tint(x, y, canvas.part(x, y), RIM);
                    canvas.tone(x, y, Tone.BASE);
                }
            }
        }
    }

    private boolean isFeatherEdge(Axis axis, int x, int y) {
        return Math.floorMod(axis.beside(x, y), FEATHER_SIXTEENTHS) < 16;
    }

    /** Claims the pixels of the mask for the part, then lays the part's layers on them. */
    private void cover(Part part, Mask mask) {
        for (int y = 0; y < Canvas.SIDE; y++) {
            for (int x = 0; x < Canvas.SIDE; x++) {
                if (mask.has(x, y)) {
                    canvas.put(x, y, part, 0);
                }
            }
        }
        for (Layer layer : recipe.of(part)) {
            each(part, (x, y) -> {
                if (places.covers(layer.area(), x, y) && grain.marks(layer.texture(), x, y)) {
                    canvas.tint(x, y, part, layer.rgb());
                }
            });
        }
    }

    private void each(Part part, PixelAction action) {
        for (int y = 0; y < Canvas.SIDE; y++) {
            for (int x = 0; x < Canvas.SIDE; x++) {
                if (canvas.part(x, y) == part) {
                    action.at(x, y);
                }
            }
        }
    }

    @FunctionalInterface
    private interface PixelAction {
        void at(int x, int y);
    }
}
