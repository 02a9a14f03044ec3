package dev.chirp.helm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.RedisURI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** A value that is mistyped is an error, in every chart. */
class SchemaTest {
    /** Not common to all services. */
    static final Set<String> OWN = Set.of(
            "drainSeconds",
            "trustedProxies",
            "opsAccount",
            "eventRetentionDays",
            "pack",
            "drainPerSecond",
            "maxSockets",
            "allowedOrigins",
            "frames",
            "merge");

    static Stream<String> charts() {
        return Charts.all().stream().filter(chart -> !chart.equals(Charts.LIBRARY));
    }

    @ParameterizedTest
    @CsvSource({
        "global.databse.host, x",
        "global.database.host, postgresql://pg-1",
        "global.database.host, pg-2:5433",
        "global.database.port, many",
        "global.kafka.partitions, 48",
        "global.storage.kind, nfs",
        "global.redis.url, redis://:password@redis",
        "global.redis.url, redis-sentinel://:password@redis",
        "global.redis.url, sentinel://redis",
        "globals.tenantId, x",
        "exposure.hots, x",
        "exposure.kind, gateway",
        "exposure.host, https://birds.example.org",
        "exposure.host, birds.example.org:443",
        "smoke.file, ../robin.wav",
        "migrations.enable, true",
        "apigateway.replicas, 3",
        "api-gateway.replica, 3",
        "api-gateway.replicas, three",
        "api-gateway.autoscaling.hpa.enabled, 7",
        "outbox-relay.drainSeconds, 0",
        "outbox-relay.frames.enabled, true",
        "classify-worker.properties.queue-capacity, 3",
        "art-worker.resources.requests.memory, 1 GB",
        "notify-fanout.allowedOrigins[0], birds.example.org",
        "device-ingest.frames.tls.key, x",
        "device-ingest.merge.autoscaling.keda.lag, 3"
    })
    void refusesWhatItDoesNotKnow(String path, String value) {
        assertThatThrownBy(() -> Charts.render(Profile.HA, Charts.KUBERNETES.getLast(), Map.of(path, value)))
                .hasMessageContaining("schema");
    }

    @Test
    void takesSeveralServersOfPostgres() {
        Rendering rendering =
                Charts.render(Profile.HA, Charts.KUBERNETES.getLast(), Map.of("global.database.host", "pg-1,pg-2"));

        assertThat(rendering.text()).contains("value: \"pg-1,pg-2\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "redis://redis:6379",
                "rediss://redis:6379",
                "redis-sentinel://s-1:26379,s-2:26379/0#chirp",
                "rediss-sentinel://s-1:26379/0#chirp"
            })
    void takesAddressesOfRedisThatTheServicesUnderstand(String url) {
        String schema = schema(Charts.UMBRELLA)
                .at("/properties/global/properties/redis/properties/url/pattern")
                .asString();

        assertThat(url).matches(schema);
        assertThat(RedisURI.create(url)).isNotNull();
    }

    @ParameterizedTest
    @MethodSource("charts")
    void leavesNoObjectOpen(String chart) {
        List<String> open = new ArrayList<>();
        collectOpen("", schema(chart), open);

        // Checked by the chart that it belongs to, or of Kubernetes itself.
        assertThat(open)
                .allMatch(path -> path.matches("/global|/chirp-lib|/(" + String.join("|", Charts.SERVICES)
                        + ")|.*/(peers/[a-z0-9]+|tolerations|parentRefs)\\[]"));
    }

    @ParameterizedTest
    @MethodSource("charts")
    void describesTheValuesThatThereAreAndNoOther(String chart) {
        Set<String> described = new TreeSet<>();
        collectPaths("", schema(chart), described);
        Set<String> given = new TreeSet<>();
        collectValues("", Yaml.read(Path.of("charts", chart, "values.yaml")), given);

        // What merge does not name is as above; Helm adds the library; services get their globals from the umbrella.
        described.removeIf(path -> path.startsWith("/merge/") || path.equals("/chirp-lib") || path.equals("/global"));
        described.removeIf(path -> chart.equals(Charts.UMBRELLA) && Charts.SERVICES.contains(path.substring(1)));
        given.removeIf(path -> path.startsWith("/merge/"));
        assertThat(given).isEqualTo(described);
    }

    @Test
    void meansTheSameByTheSameNameInEveryService() {
        JsonNode first = schema(Charts.SERVICES.getFirst()).path("properties");
        for (String service : Charts.SERVICES) {
            JsonNode properties = schema(service).path("properties");
            first.properties().stream()
                    .filter(entry -> !OWN.contains(entry.getKey()))
                    .forEach(entry -> assertThat(properties.path(entry.getKey()))
                            .as(service + " " + entry.getKey())
                            .isEqualTo(entry.getValue()));
        }
    }

    @ParameterizedTest
    @MethodSource("charts")
    void explainsEveryValue(String chart) {
        List<String> unexplained = new ArrayList<>();
        collectUnexplained("", schema(chart), unexplained);

        assertThat(unexplained).isEmpty();
    }

    static JsonNode schema(String chart) {
        return Yaml.read(Path.of("charts", chart, "values.schema.json"));
    }

    private static boolean isMap(JsonNode schema) {
        return schema.path("additionalProperties").isObject();
    }

    private static void collectOpen(String path, JsonNode schema, List<String> open) {
        boolean object = schema.path("type").asString("").equals("object");
        if (object && !isMap(schema) && schema.path("additionalProperties").asBoolean(true)) {
            open.add(path);
        }
        schema.path("properties")
                .properties()
                .forEach(entry -> collectOpen(path + "/" + entry.getKey(), entry.getValue(), open));
        if (schema.has("items")) {
            collectOpen(path + "[]", schema.path("items"), open);
        }
    }

    private static void collectPaths(String path, JsonNode schema, Set<String> paths) {
        JsonNode properties = schema.path("properties");
        // How much of which resource is asked for is the chart's to say.
        if (properties.isEmpty() || path.endsWith("resources")) {
            paths.add(path);
        } else {
            properties
                    .properties()
                    .forEach(entry -> collectPaths(path + "/" + entry.getKey(), entry.getValue(), paths));
        }
    }

    private static void collectValues(String path, JsonNode value, Set<String> paths) {
        boolean map = path.matches(".*/(annotations|podAnnotations|nodeSelector|properties|labels|resources)");
        if (value.isObject() && !map) {
            value.properties().forEach(entry -> collectValues(path + "/" + entry.getKey(), entry.getValue(), paths));
        } else {
            paths.add(path);
        }
    }

    private static void collectUnexplained(String path, JsonNode schema, List<String> unexplained) {
        JsonNode properties = schema.path("properties");
        if (properties.isEmpty() && schema.path("description").asString("").isBlank()) {
            unexplained.add(path);
        }
        if (!path.endsWith("resources")) {
            properties
                    .properties()
                    .forEach(entry -> collectUnexplained(path + "/" + entry.getKey(), entry.getValue(), unexplained));
        }
    }
}
