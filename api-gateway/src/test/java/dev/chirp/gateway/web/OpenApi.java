package dev.chirp.gateway.web;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.springframework.core.io.ClassPathResource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The description of the API, as tests ask it. */
public final class OpenApi {
    private static final JsonMapper JSON = new JsonMapper();
    private static final JsonNode DOCUMENT = read();

    private OpenApi() {}

    /** One documented operation. */
    public record Operation(String method, String path, JsonNode node) {
        public String id() {
            return node.get("operationId").asString();
        }

        public boolean isPublic() {
            return node.path("security").isArray() && node.get("security").isEmpty();
        }

        /** The scopes of which a token needs one. */
        Set<String> scopes() {
            Set<String> scopes = new TreeSet<>();
            security().forEach(way -> way.path("bearer").forEach(scope -> scopes.add(scope.asString())));
            return scopes;
        }

        boolean takesASignature() {
            return security().valueStream().anyMatch(way -> way.has("signature"));
        }

        private JsonNode security() {
            return node.has("security") ? node.get("security") : DOCUMENT.get("security");
        }

        boolean takes(String path) {
            String pattern = Pattern.quote(this.path).replaceAll("\\{[a-z_]+}", "\\\\E[^/]+\\\\Q");
            return path.matches(pattern);
        }
    }

    public static Map<String, Operation> operations() {
        Map<String, Operation> operations = new TreeMap<>();
        DOCUMENT.get("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .properties()
                        .forEach(method -> operations.put(
                                method.getKey().toUpperCase(java.util.Locale.ROOT) + " " + path.getKey(),
                                new Operation(
                                        method.getKey().toUpperCase(java.util.Locale.ROOT),
                                        path.getKey(),
                                        method.getValue()))));
        return operations;
    }

    /** What is wrong with a response, or nothing. */
    static List<String> violations(Operation operation, int status, String contentType, String body) {
        JsonNode response = operation.node().get("responses").path(String.valueOf(status));
        if (response.isMissingNode()) {
            return List.of(operation.id() + " does not document " + status);
        }
        JsonNode content = response.path("content");
        if (content.isMissingNode()) {
            return body.isEmpty() ? List.of() : List.of(operation.id() + " documents no body for " + status);
        }
        JsonNode media = content.path(contentType);
        if (media.isMissingNode()) {
            return List.of(operation.id() + " does not document " + contentType + " for " + status);
        }
        ObjectNode schema = JSON.createObjectNode();
        schema.set("components", DOCUMENT.get("components"));
        media.get("schema").properties().forEach(keyword -> schema.set(keyword.getKey(), keyword.getValue()));
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(schema)
                .validate(body, InputFormat.JSON)
                .stream()
                .map(Object::toString)
                .toList();
    }

    private static JsonNode read() {
        try {
            return JSON.readTree(new ClassPathResource("openapi.json").getContentAsString(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
