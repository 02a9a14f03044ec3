package dev.chirp.gateway.ops;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Where two payloads differ.
 *
 * @param path a JSON Pointer (RFC 6901)
 * @param before null when the member was added
 * @param after null when the member was removed
 */
record PayloadDiff(
        String path, @Nullable JsonNode before, @Nullable JsonNode after) {

    /** In the order of the paths; members of objects one by one, arrays as a whole. */
    static List<PayloadDiff> between(JsonNode before, JsonNode after) {
        List<PayloadDiff> found = new ArrayList<>();
        collect("", before, after, found);
        return found;
    }

    private static void collect(
            String path, @Nullable JsonNode before, @Nullable JsonNode after, List<PayloadDiff> found) {
        if (before != null && after != null && before.isObject() && after.isObject()) {
            TreeSet<String> names = new TreeSet<>(before.propertyNames());
            names.addAll(after.propertyNames());
            names.forEach(name -> collect(
                    path + "/" + name.replace("~", "~0").replace("/", "~1"), before.get(name), after.get(name), found));
        } else if (before == null || !before.equals(after)) {
            found.add(new PayloadDiff(path, before, after));
        }
    }
}
