package dev.chirp.helm;

import java.nio.file.Path;
import java.util.List;
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
        SchemaTest.schema(chart).path("properties").properties().stream()
                .filter(entry -> !Charts.all().contains(entry.getKey()))
                .forEach(entry -> add(
                        path + entry.getKey(),
                        entry.getValue(),
                        List.of(values(chart).path(entry.getKey()))));
    }

    /** What differs between services has no default here. */
    private void addCommon() {
        SchemaTest.schema(Charts.SERVICES.getFirst()).path("properties").properties().stream()
                .filter(entry -> isCommon(entry.getKey()))
                .forEach(entry -> add(
                        entry.getKey(),
                        entry.getValue(),
                        Charts.SERVICES.stream()
                                .map(service -> values(service).path(entry.getKey()))
                                .toList()));
    }

    private static JsonNode values(String chart) {
        return Yaml.read(Path.of("charts", chart, "values.yaml"));
    }

    private boolean hasOwn(String service) {
        return SchemaTest.schema(service).path("properties").properties().stream()
                .anyMatch(entry -> isOwn(entry.getKey()));
    }

    private void addOwn(String service) {
        JsonNode values = values(service);
        SchemaTest.schema(service).path("properties").properties().stream()
                .filter(entry -> isOwn(entry.getKey()))
                .forEach(entry -> {
                    if (entry.getKey().equals("merge")) {
                        row("merge.enabled", List.of(values.at("/merge/enabled")), entry.getValue());
                    } else {
                        add(entry.getKey(), entry.getValue(), List.of(values.path(entry.getKey())));
                    }
                });
    }

    private static boolean isCommon(String name) {
        return !isOwn(name) && !name.equals("global") && !name.equals(Charts.LIBRARY);
    }

    private static boolean isOwn(String name) {
        return SchemaTest.OWN.contains(name);
    }

    private void add(String path, JsonNode schema, List<JsonNode> values) {
        if (schema.path("properties").isEmpty() || path.endsWith("resources")) {
            row(path, values, schema);
        } else {
            schema.path("properties")
                    .properties()
                    .forEach(entry -> add(
                            path + "." + entry.getKey(),
                            entry.getValue(),
                            values.stream()
                                    .map(value -> value.path(entry.getKey()))
                                    .toList()));
        }
    }

    private void row(String path, List<JsonNode> values, JsonNode schema) {
        boolean same = values.stream().allMatch(values.getFirst()::equals);
        text.append("| `%s` | %s | %s%s |\n"
                .formatted(
                        path,
                        same ? shown(values.getFirst()) : "its own",
                        schema.path("description").asString(),
                        choices(schema)));
    }

    private static String shown(JsonNode value) {
        if (value.isMissingNode() || value.isNull() || value.isEmpty() && !value.isValueNode()) {
            return "";
        }
        if (value.isArray()) {
            return "those of the examples";
        }
        String shown = value.isObject() ? value.toString() : value.asString();
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
