package dev.chirp.helm;

import java.nio.file.Path;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** The part of {@code README.md} that is made of the charts' schemas and values. */
final class ValuesTable {
    private static final String BEGIN = "<!-- values: written by ReadmeTest -->\n";
    private static final String END = "<!-- end of values -->\n";

    private final StringBuilder text = new StringBuilder();

    private ValuesTable() {}

    /** The README with its tables made anew. */
    static String in(String readme) {
        int begin = readme.indexOf(BEGIN) + BEGIN.length();
        int end = readme.indexOf(END);
        if (begin < BEGIN.length() || end < begin) {
            throw new IllegalArgumentException("README.md has no place for the values");
        }
        return readme.substring(0, begin) + make() + readme.substring(end);
    }

    private static String make() {
        ValuesTable table = new ValuesTable();
        table.begin("The platform");
        table.addChart(Charts.UMBRELLA, "");
        table.begin("Every service, below its name");
        table.addCommon();
        for (String service : Charts.SERVICES) {
            if (table.hasOwn(service)) {
                table.begin("`" + service + "` besides");
                table.addOwn(service);
            }
        }
        return table.text.append('\n').toString();
    }

    private void begin(String title) {
        text.append("\n### %s\n\n| value | default | |\n|---|---|---|\n".formatted(title));
    }

    private void addChart(String chart, String path) {
        JsonNode values = Yaml.read(Path.of("charts", chart, "values.yaml"));
        SchemaTest.schema(chart).path("properties").properties().stream()
                .filter(entry -> !Charts.all().contains(entry.getKey()))
                .forEach(entry -> add(path + entry.getKey(), entry.getValue(), values.path(entry.getKey())));
    }

    /** What differs between services has no default here. */
    private void addCommon() {
        String first = Charts.SERVICES.getFirst();
        JsonNode values = Yaml.read(Path.of("charts", first, "values.yaml"));
        JsonNode other = Yaml.read(Path.of("charts", Charts.SERVICES.getLast(), "values.yaml"));
        JsonNode third = Yaml.read(Path.of("charts", Charts.SERVICES.get(2), "values.yaml"));
        SchemaTest.schema(first).path("properties").properties().stream()
                .filter(entry -> isCommon(entry.getKey()))
                .forEach(entry -> {
                    String name = entry.getKey();
                    boolean same = values.path(name).equals(other.path(name))
                            && values.path(name).equals(third.path(name));
                    add(name, entry.getValue(), same ? values.path(name) : values.path("its own"));
                });
    }

    private boolean hasOwn(String service) {
        return SchemaTest.schema(service).path("properties").properties().stream()
                .anyMatch(entry -> isOwn(entry.getKey()));
    }

    private void addOwn(String service) {
        JsonNode values = Yaml.read(Path.of("charts", service, "values.yaml"));
        SchemaTest.schema(service).path("properties").properties().stream()
                .filter(entry -> isOwn(entry.getKey()))
                .forEach(entry -> {
                    if (entry.getKey().equals("merge")) {
                        row("merge.enabled", values.at("/merge/enabled"), entry.getValue());
                    } else {
                        add(entry.getKey(), entry.getValue(), values.path(entry.getKey()));
                    }
                });
    }

    private static boolean isCommon(String name) {
        return !isOwn(name) && !name.equals("global") && !name.equals(Charts.LIBRARY);
    }

    private static boolean isOwn(String name) {
        return SchemaTest.OWN.contains(name);
    }

    private void add(String path, JsonNode schema, JsonNode value) {
        if (schema.path("properties").isEmpty() || path.endsWith("resources")) {
            row(path, value, schema);
        } else {
            schema.path("properties")
                    .properties()
                    .forEach(entry -> add(path + "." + entry.getKey(), entry.getValue(), value.path(entry.getKey())));
        }
    }

    private void row(String path, JsonNode value, JsonNode schema) {
        text.append("| `%s` | %s | %s%s |\n"
                .formatted(path, shown(value), schema.path("description").asString(), choices(schema)));
    }

    private static String shown(JsonNode value) {
        if (value.isMissingNode() || value.isNull() || value.isEmpty() && !value.isValueNode()) {
            return "";
        }
        String shown = value.isValueNode() ? value.asString() : value.isObject() ? value.toString() : "see values.yaml";
        return shown.isEmpty() ? "" : "`" + shown + "`";
    }

    private static String choices(JsonNode schema) {
        return schema.has("enum")
                ? schema.path("enum")
                        .valueStream()
                        .map(choice -> "`" + choice.asString() + "`")
                        .collect(Collectors.joining(", ", " (", ")"))
                : "";
    }
}
