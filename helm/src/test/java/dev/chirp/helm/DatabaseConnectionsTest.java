package dev.chirp.helm;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** PostgreSQL of the examples has a connection for every one that a pod of the profile may open. */
class DatabaseConnectionsTest {
    /** Of one pod at most, by the defaults of the code. */
    private static final Map<String, Integer> PER_POD = new TreeMap<>(Map.of(
            // chirp.db.pool-size, and one each for DatabaseProbe and EventBell.
            "api-gateway", 16 + 2,
            // Tenure's two (read, lease), NotificationListener, and now and then Maintenance and Retention.
            "outbox-relay", 2 + 1 + 1 + 1,
            // chirp.classify.parallelism, and CaptureConfiguration.FURTHER_CONNECTIONS.
            "classify-worker", 8 + 8,
            // chirp.db.pool-size
            "art-worker", 9,
            // chirp.db.connections
            "notify-fanout", 4,
            // UploadConfiguration: chirp.ingest.upload.threads, MERGES_AT_ONCE, FURTHER_CONNECTIONS; and
            // DatabaseConfiguration.CONNECTIONS, which are not blocking.
            "device-ingest", 8 + 2 + 7 + 5,
            // The same image with the same pools.
            "device-ingest-merge", 8 + 2 + 7 + 5));

    /** Flyway's, at most. */
    private static final int OF_MIGRATIONS = 3;
    /** superuser_reserved_connections, and what the operator itself opens. */
    private static final int OF_OTHERS = 10;

    private static final Pattern ROW = Pattern.compile("\\| `([a-z-]+)` \\| ([0-9]+) \\| ([0-9]+) \\| ([0-9]+) \\|");

    @ParameterizedTest
    @CsvSource({"DEV, one-node/cloudnativepg.yaml", "HA, cloudnativepg.yaml", "HA_MTLS, cloudnativepg.yaml"})
    void hasOneForEveryPodThatThereMayBe(Profile profile, String example) {
        Map<String, Integer> pods = mostPods(Charts.render(profile));
        // A rolling update makes one more of each.
        int needed = pods.entrySet().stream()
                .mapToInt(entry -> (entry.getValue() + 1) * PER_POD.get(entry.getKey()))
                .sum();

        assertThat(needed + OF_MIGRATIONS + OF_OTHERS).isLessThanOrEqualTo(maxConnections(example));
    }

    @Test
    void isWhatTheReadmeSays() {
        Map<String, Integer> pods = mostPods(Charts.render(Profile.HA));
        Map<String, String> expected = new TreeMap<>();
        pods.forEach((name, most) ->
                expected.put(name, "%d x %d = %d".formatted(PER_POD.get(name), most, PER_POD.get(name) * most)));
        int all = pods.entrySet().stream()
                .mapToInt(entry -> entry.getValue() * PER_POD.get(entry.getKey()))
                .sum();
        int updated = pods.keySet().stream().mapToInt(PER_POD::get).sum();

        String readme = Yaml.text(Path.of("README.md"));
        Map<String, String> documented = new TreeMap<>();
        ROW.matcher(readme)
                .results()
                .forEach(row -> documented.put(
                        row.group(1), "%s x %s = %s".formatted(row.group(2), row.group(3), row.group(4))));

        assertThat(documented).isEqualTo(expected);
        assertThat(readme)
                .contains("**%d** together".formatted(all), "%d more".formatted(updated))
                .contains("`max_connections` %d".formatted(maxConnections("cloudnativepg.yaml")));
    }

    @Test
    void countsPoolsAsTheFilesOfTheServicesSay() {
        assertThat(PropertiesOf.file("api-gateway").at("/chirp/db/pool-size").asInt() + 2)
                .isEqualTo(PER_POD.get("api-gateway"));
        assertThat(PropertiesOf.file("art-worker").at("/chirp/db/pool-size").asInt())
                .isEqualTo(PER_POD.get("art-worker"));
    }

    /** By the names of the Deployments. */
    private static Map<String, Integer> mostPods(Rendering rendering) {
        Map<String, Integer> pods = new TreeMap<>();
        rendering
                .ofKind("Deployment")
                .forEach(deployment -> pods.put(
                        Rendering.nameOf(deployment),
                        deployment.at("/spec/replicas").asInt(0)));
        rendering
                .ofKind("HorizontalPodAutoscaler")
                .forEach(hpa -> pods.put(
                        Rendering.nameOf(hpa), hpa.at("/spec/maxReplicas").asInt()));
        rendering
                .ofKind("ScaledObject")
                .forEach(scaled -> pods.put(
                        Rendering.nameOf(scaled),
                        scaled.at("/spec/maxReplicaCount").asInt()));
        assertThat(pods.values()).isNotEmpty().allMatch(most -> most > 0);
        return pods;
    }

    private static int maxConnections(String example) {
        JsonNode cluster = Yaml.read(Path.of("examples").resolve(example));
        return Integer.parseInt(
                cluster.at("/spec/postgresql/parameters/max_connections").asString());
    }
}
