package dev.chirp.cli.service;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Properties of one service as Spring's command-line arguments, which win over the service's own file. They stay inside
 * this process, so passwords do not show in a list of processes.
 */
public final class Arguments {
    private final Map<String, String> properties = new LinkedHashMap<>();

    public Arguments with(String property, Object value) {
        properties.put(property, value.toString());
        return this;
    }

    public Arguments with(Map<String, String> more) {
        properties.putAll(more);
        return this;
    }

    public String[] toArray() {
        return properties.entrySet().stream()
                .map(entry -> "--" + entry.getKey() + "=" + entry.getValue())
                .toArray(String[]::new);
    }
}
