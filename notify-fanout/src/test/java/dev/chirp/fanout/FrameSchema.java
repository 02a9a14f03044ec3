package dev.chirp.fanout;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import tools.jackson.databind.JsonNode;

/** The published schema of what the server sends. */
public final class FrameSchema {
    private static final Schema SERVER_FRAME = SchemaRegistry.withDefaultDialect(
                    SpecificationVersion.DRAFT_2020_12,
                    registry -> registry.schemaIdResolvers(
                            ids -> ids.mapPrefix("https://chirp.dev/schemas/", "classpath:schemas/")))
            .getSchema(SchemaLocation.of("https://chirp.dev/schemas/frame/server.json"));

    private FrameSchema() {}

    public static void check(JsonNode frame) {
        var violations = SERVER_FRAME.validate(frame);
        if (!violations.isEmpty()) {
            throw new AssertionError(frame + ": " + violations);
        }
    }
}
