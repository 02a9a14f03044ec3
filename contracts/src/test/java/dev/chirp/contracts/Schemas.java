package dev.chirp.contracts;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.chirp.contracts.event.EventJson;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** The published JSON Schemas, and files of the class path. */
public final class Schemas {
    private static final SchemaRegistry REGISTRY = SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_2020_12,
            registry -> registry.schemaIdResolvers(
                    ids -> ids.mapPrefix("https://chirp.dev/schemas/", "classpath:schemas/")));

    private Schemas() {}

    /** What is wrong with a document, in words; empty when it is valid. */
    public static List<String> violations(String schema, JsonNode document) {
        Schema found = REGISTRY.getSchema(SchemaLocation.of("https://chirp.dev/schemas/" + schema));
        return found.validate(document).stream().map(Object::toString).toList();
    }

    public static JsonNode json(String path) {
        try (InputStream in = Schemas.class.getClassLoader().getResourceAsStream(path)) {
            if (in == null) {
                throw new AssertionError(path + " is missing");
            }
            return EventJson.MAPPER.readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static boolean exists(String path) {
        return Schemas.class.getClassLoader().getResource(path) != null;
    }
}
