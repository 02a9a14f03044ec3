package dev.chirp.art.shape;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads silhouettes; one {@code like} another has everything of it that it does not say itself. */
public final class Archetypes {
    private final Map<String, Archetype> byName = new TreeMap<>();

    private Archetypes() {}

    /** Reads the areas of any head and {@code {name: silhouette}}; says which silhouette is at fault. */
    public static Archetypes read(JsonNode headAreas, JsonNode all) {
        Archetypes archetypes = new Archetypes();
        for (String name : all.propertyNames()) {
            try {
                archetypes.byName.put(name, archetype(name, whole(all, name), headAreas));
            } catch (RuntimeException e) {
                throw new IllegalArgumentException("archetype " + name + ": " + e.getMessage(), e);
            }
        }
        return archetypes;
    }

    public Optional<Archetype> named(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    public Collection<Archetype> all() {
        return byName.values();
    }

    private static ObjectNode whole(JsonNode all, String name) {
        ObjectNode own = (ObjectNode) all.required(name);
        if (!own.has("like")) {
            return own.deepCopy();
        }
        ObjectNode merged = whole(all, own.required("like").asString());
        ObjectNode areas = merged.withObject("areas").deepCopy();
        merged.setAll(own);
        if (own.get("areas") instanceof ObjectNode ownAreas) {
            areas.setAll(ownAreas);
        }
        merged.set("areas", areas);
        return merged;
    }

    private static Archetype archetype(String name, ObjectNode json, JsonNode headAreas) {
        JsonNode head = json.required("head");
        Frame headFrame = Frame.ofHead(
                head.required(0).asInt(),
                head.required(1).asInt(),
                head.required(2).asInt());
        Map<Area, Shape> areas = new EnumMap<>(Area.class);
        read(headAreas, headFrame, areas);
        read(json.required("areas"), Frame.CANVAS, areas);
        List<Point> eyes = points(json.path("eyes").asString("35,-15"), json.has("eyes") ? Frame.CANVAS : headFrame);
        List<List<Point>> legs = new ArrayList<>();
        for (JsonNode leg : json.required("legs")) {
            legs.add(points(leg.asString(), Frame.CANVAS));
        }
        String crest = json.path("crest").asString("");
        return new Archetype(
                name,
                shape(json, "body"),
                crest.isEmpty() ? Optional.empty() : Optional.of(Shape.parse(crest, Frame.CANVAS)),
                shape(json, "tail"),
                Axis.parse(json.required("tail_axis").asString()),
                shape(json, "wing"),
                Axis.parse(json.required("wing_axis").asString()),
                shape(json, "bill"),
                Axis.parse(json.required("bill_axis").asString()),
                json.path("tail_in_front").asBoolean(false),
                json.path("eye_side").asInt(3),
                eyes,
                legs,
                areas);
    }

    private static void read(@Nullable JsonNode json, Frame frame, Map<Area, Shape> areas) {
        if (json == null) {
            return;
        }
        for (Map.Entry<String, JsonNode> entry : json.properties()) {
            Area area = Area.labelled(entry.getKey())
                    .filter(known -> known.part() == Part.BODY)
                    .orElseThrow(
                            () -> new IllegalArgumentException("area: " + entry.getKey() + " (expected: of body)"));
            areas.put(area, Shape.parse(entry.getValue().asString(), frame));
        }
    }

    private static Shape shape(JsonNode json, String key) {
        return Shape.parse(json.required(key).asString(), Frame.CANVAS);
    }

    private static List<Point> points(String text, Frame frame) {
        List<Point> points = new ArrayList<>();
        for (String word : text.split(" ", -1)) {
            points.add(Point.parse(word, frame));
        }
        return points;
    }
}
