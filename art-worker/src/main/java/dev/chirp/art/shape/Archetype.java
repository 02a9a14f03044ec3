package dev.chirp.art.shape;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A silhouette on a canvas of {@value #SIDE} pixels, bill to the right.
 *
 * @param eyes centres of the eyes, in pixels; two for a bird that looks at you
 * @param legs broken lines from thigh to toes
 * @param areas outlines within the body; an area without one is worked out from its part
 */
public record Archetype(
        String name,
        Shape body,
        Optional<Shape> crest,
        Shape tail,
        Axis tailAxis,
        Shape wing,
        Axis wingAxis,
        Shape bill,
        Axis billAxis,
        boolean tailInFront,
        int eyeSide,
        List<Point> eyes,
        List<List<Point>> legs,
        Map<Area, Shape> areas) {
    public static final int SIDE = 64;

    public Archetype {
        eyes = List.copyOf(eyes);
        legs = List.copyOf(legs);
        areas = Map.copyOf(areas);
    }
}
