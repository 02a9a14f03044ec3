package dev.chirp.helm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chirp.contracts.event.ConsumerGroup;
import dev.chirp.contracts.event.Lane;
import dev.chirp.messaging.ConsumerSettings;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Growing, shrinking and stopping. */
class ScalingTest {
    @ParameterizedTest
    @ValueSource(strings = {"api-gateway", "notify-fanout", "device-ingest"})
    void asksForTenOfThreeWithinAMinute(String service) {
        JsonNode spec = Charts.render(Profile.HA)
                .one("HorizontalPodAutoscaler", service)
                .path("spec");

        assertThat(spec.path("minReplicas").asInt()).isEqualTo(3);
        assertThat(spec.path("maxReplicas").asInt()).isEqualTo(10);
        assertThat(spec.at("/metrics/0/resource/target/averageUtilization").asInt())
                .isEqualTo(70);
        assertThat(spec.at("/metrics/1/resource/target/averageUtilization").asInt())
                .isEqualTo(70);
        assertThat(secondsToGrow(spec.at("/behavior/scaleUp"), 3, 10)).isBetween(1, 60);
    }

    @ParameterizedTest
    @ValueSource(strings = {"api-gateway", "notify-fanout", "device-ingest"})
    void canShrinkWithAFullHeap(String service) {
        JsonNode values = Yaml.read(Path.of("charts", service, "values.yaml"));
        double heap = Double.parseDouble(
                values.path("javaOptions").asString().replaceAll(".*MaxRAMPercentage=([0-9.]+).*", "$1"));

        // A fifth of the memory is for all that is not heap.
        assertThat(heap + 20)
                .isLessThan(values.at("/autoscaling/hpa/memoryPercent").asInt());
    }

    @Test
    void scalesConsumersByTheLagOfTheirOwnGroup() {
        Rendering rendering = Charts.render(Profile.HA);

        assertThat(rendering.ofKind("ScaledObject")).hasSize(3).allSatisfy(scaled -> {
            JsonNode trigger = scaled.at("/spec/triggers/0/metadata");
            ConsumerGroup group = Arrays.stream(ConsumerGroup.values())
                    .filter(one ->
                            one.groupId().equals(trigger.path("consumerGroup").asString()))
                    .findFirst()
                    .orElseThrow();
            assertThat(trigger.path("topic").asString())
                    .isEqualTo(group.stream().topic());
            assertThat(Rendering.nameOf(scaled)).isEqualTo(group.groupId().replace('.', '-'));
            assertThat(secondsToGrow(scaled.at("/spec/advanced/horizontalPodAutoscalerConfig/behavior/scaleUp"), 3, 10))
                    .isBetween(1, 60);
        });
    }

    @ParameterizedTest
    @EnumSource
    void leavesReplicasToWhatScales(Profile profile) {
        Rendering rendering = Charts.render(profile);
        rendering.ofKind("Deployment").forEach(deployment -> {
            boolean scaled = rendering.objects().stream()
                    .anyMatch(object -> object.at("/spec/scaleTargetRef/name")
                            .asString("")
                            .equals(deployment.at("/metadata/name").asString()));
            assertThat(deployment.at("/spec/replicas").isMissingNode())
                    .as(Rendering.nameOf(deployment))
                    .isEqualTo(scaled);
        });
    }

    @ParameterizedTest
    @EnumSource(names = {"HA", "HA_MTLS"})
    void keepsThreeOfEverythingWithADisruptionBudget(Profile profile) {
        Rendering rendering = Charts.render(profile);
        for (JsonNode deployment : rendering.ofKind("Deployment").toList()) {
            int least = rendering.objects().stream()
                    .filter(object -> object.at("/spec/scaleTargetRef/name")
                            .asString("")
                            .equals(deployment.at("/metadata/name").asString()))
                    .map(object -> object.path("spec"))
                    .mapToInt(spec -> spec.path("minReplicas")
                            .asInt(spec.path("minReplicaCount").asInt()))
                    .findFirst()
                    .orElseGet(() -> deployment.at("/spec/replicas").asInt());

            assertThat(least).as(Rendering.nameOf(deployment)).isGreaterThanOrEqualTo(3);
            assertThat(rendering
                            .one("PodDisruptionBudget", Rendering.nameOf(deployment))
                            .at("/spec/maxUnavailable")
                            .asInt())
                    .isEqualTo(1);
            assertThat(Rendering.podOf(deployment).path("topologySpreadConstraints"))
                    .hasSize(2);
        }
    }

    @Test
    void isHighlyAvailableWithoutAProfile() {
        for (String service : Charts.SERVICES) {
            JsonNode values = Yaml.read(Path.of("charts", service, "values.yaml"));

            assertThat(values.path("replicas").asInt()).isGreaterThanOrEqualTo(3);
            assertThat(values.at("/pdb/enabled").asBoolean()).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    void letsAServiceEndBeforeItIsKilled(Profile profile) {
        Rendering rendering = Charts.render(profile);

        assertThat(graceOf(rendering, "notify-fanout")).isEqualTo(5 + 15 + 10 + 10);
        assertThat(graceOf(rendering, "api-gateway")).isEqualTo(5 + 20 + 13 + 10);
        assertThat(graceOf(rendering, "outbox-relay")).isEqualTo(5 + 5 + 3 + 10);
        assertThat(rendering.ofKind("Deployment"))
                .allSatisfy(deployment -> assertThat(
                                Rendering.containerOf(deployment).at("/lifecycle/preStop"))
                        .isNotEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"classify-worker", "art-worker", "device-ingest-merge"})
    void letsConsumersFinishWhatTheyHandle(String consumer) {
        // The consumer's own patience, and what its thread gets besides for three farewells of 5 s.
        int handled = (int) ConsumerSettings.of(ConsumerGroup.CLASSIFY_WORKER, "", 1)
                        .stopTimeout()
                        .toSeconds()
                + 3 * 5;

        assertThat(graceOf(Charts.render(Profile.HA), consumer)).isGreaterThanOrEqualTo(5 + handled + 10);
    }

    @Test
    void waitsLongerForAServiceThatDrainsLonger() {
        Rendering longer =
                Charts.render(Profile.HA, Charts.KUBERNETES.getLast(), Map.of("notify-fanout.drainSeconds", 60));

        assertThat(graceOf(longer, "notify-fanout")).isEqualTo(5 + 60 + 10 + 10);
    }

    @Test
    void sleepsBeforeTheEndInTheWayThatTheClusterKnows() {
        assertThat(preStop("1.29.0").has("exec")).isTrue();
        assertThat(preStop("1.35.0").has("sleep")).isTrue();
    }

    @Test
    void takesOnlyPartitionsThatLanesCanShare() {
        JsonNode choices = Yaml.read(Path.of("charts", Charts.UMBRELLA, "values.schema.json"))
                .at("/properties/global/properties/kafka/properties/partitions/enum");

        assertThat(choices).isNotEmpty().allMatch(choice -> Lane.COUNT % choice.asInt() == 0);
    }

    private static JsonNode preStop(String kubernetes) {
        return Rendering.containerOf(
                        Charts.render(Profile.DEV, kubernetes, Map.of()).one("Deployment", "api-gateway"))
                .at("/lifecycle/preStop");
    }

    private static int graceOf(Rendering rendering, String service) {
        return Rendering.podOf(rendering.one("Deployment", service))
                .path("terminationGracePeriodSeconds")
                .asInt();
    }

    /** As the controller does it: the policy that allows most decides, each for its period. */
    private static int secondsToGrow(JsonNode scaleUp, int from, int to) {
        assertThat(scaleUp.path("selectPolicy").asString()).isEqualTo("Max");
        int seconds = scaleUp.path("stabilizationWindowSeconds").asInt(-1);
        int replicas = from;
        while (replicas < to) {
            int most = replicas;
            int period = 0;
            for (JsonNode policy : scaleUp.path("policies")) {
                int value = policy.path("value").asInt();
                int reached = policy.path("type").asString().equals("Pods")
                        ? replicas + value
                        : (int) Math.ceil(replicas * (1 + value / 100.0));
                if (reached > most) {
                    most = reached;
                    period = policy.path("periodSeconds").asInt();
                }
            }
            seconds += period;
            replicas = most;
        }
        return seconds;
    }
}
