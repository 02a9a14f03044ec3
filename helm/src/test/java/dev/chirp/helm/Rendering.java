package dev.chirp.helm;

import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** What Helm makes of a profile. */
record Rendering(String text, List<JsonNode> objects) {
    static Rendering of(String text) {
        return new Rendering(text, Yaml.documents(text));
    }

    Stream<JsonNode> ofKind(String kind) {
        return objects.stream().filter(object -> object.path("kind").asString().equals(kind));
    }

    /** {@code name} as it is without the release's. */
    JsonNode one(String kind, String name) {
        return ofKind(kind)
                .filter(object -> nameOf(object).equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no %s %s".formatted(kind, name)));
    }

    /** Deployments and Jobs. */
    Stream<JsonNode> workloads() {
        return objects.stream()
                .filter(object -> !object.at("/spec/template/spec/containers").isMissingNode());
    }

    /** Without the release's name before it. */
    static String nameOf(JsonNode object) {
        return object.at("/metadata/name").asString().replaceFirst("^chirp-", "");
    }

    static JsonNode podOf(JsonNode workload) {
        return workload.at("/spec/template/spec");
    }

    static JsonNode containerOf(JsonNode workload) {
        return podOf(workload).path("containers").path(0);
    }
}
