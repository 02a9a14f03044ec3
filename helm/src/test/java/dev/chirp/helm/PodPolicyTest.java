package dev.chirp.helm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** The restricted Pod Security Standard, and what it leaves open. */
class PodPolicyTest {
    @ParameterizedTest
    @EnumSource
    void runsNobodyAsRootOrWithRights(Profile profile) {
        for (JsonNode workload : Charts.render(profile).workloads().toList()) {
            JsonNode pod = Rendering.podOf(workload);
            JsonNode security = Rendering.containerOf(workload).path("securityContext");

            assertThat(pod.path("containers")).hasSize(1);
            assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
            assertThat(pod.at("/securityContext/runAsUser").asInt()).isEqualTo(10001);
            assertThat(pod.at("/securityContext/seccompProfile/type").asString())
                    .isEqualTo("RuntimeDefault");
            assertThat(security.path("allowPrivilegeEscalation").asBoolean(true))
                    .isFalse();
            assertThat(security.at("/capabilities/drop/0").asString()).isEqualTo("ALL");
            assertThat(security.path("readOnlyRootFilesystem").asBoolean()).isTrue();
            assertThat(pod.path("automountServiceAccountToken").asBoolean(true)).isFalse();
            assertThat(pod.path("hostNetwork").isMissingNode()).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    void writesToBoundedFoldersAlone(Profile profile) {
        for (JsonNode workload : Charts.render(profile).workloads().toList()) {
            List<JsonNode> volumes = list(Rendering.podOf(workload).path("volumes"));
            List<JsonNode> mounts = list(Rendering.containerOf(workload).path("volumeMounts"));

            assertThat(volumes).noneMatch(volume -> volume.has("hostPath"));
            assertThat(volumes)
                    .filteredOn(volume -> volume.has("emptyDir"))
                    .isNotEmpty()
                    .allMatch(volume -> volume.at("/emptyDir/sizeLimit").isString());
            assertThat(mounts)
                    .anyMatch(mount -> mount.path("mountPath").asString().equals("/tmp"));
            assertThat(mounts)
                    .extracting(mount -> mount.path("name").asString())
                    .containsExactlyInAnyOrderElementsOf(volumes.stream()
                            .map(volume -> volume.path("name").asString())
                            .toList());
        }
    }

    @ParameterizedTest
    @EnumSource
    void takesNoVariablesOfTheClusterForProperties(Profile profile) {
        assertThat(Charts.render(profile).workloads())
                .allSatisfy(workload -> assertThat(Rendering.podOf(workload)
                                .path("enableServiceLinks")
                                .asBoolean(true))
                        .isFalse());
    }

    @ParameterizedTest
    @EnumSource
    void saysWhatItNeedsAndWhichImageItIs(Profile profile) {
        for (JsonNode workload : Charts.render(profile).workloads().toList()) {
            JsonNode container = Rendering.containerOf(workload);

            assertThat(container.at("/resources/requests/cpu").isMissingNode()).isFalse();
            assertThat(container.at("/resources/requests/memory").isMissingNode())
                    .isFalse();
            assertThat(container.at("/resources/limits/memory").isMissingNode()).isFalse();
            assertThat(container.at("/resources/limits/cpu").isMissingNode()).isTrue();
            assertThat(container.path("image").asString()).matches("chirp-neighbor/[a-z-]+:[0-9]+\\.[0-9]+\\.[0-9]+");
        }
    }

    @ParameterizedTest
    @EnumSource
    void selectsThePodsThatItMakes(Profile profile) {
        Rendering rendering = Charts.render(profile);
        for (JsonNode deployment : rendering.ofKind("Deployment").toList()) {
            JsonNode labels = deployment.at("/spec/template/metadata/labels");

            assertThat(deployment.at("/spec/selector/matchLabels").properties()).isSubsetOf(labels.properties());
            for (JsonNode constraint : list(Rendering.podOf(deployment).path("topologySpreadConstraints"))) {
                assertThat(constraint.at("/labelSelector/matchLabels").properties())
                        .isSubsetOf(labels.properties());
            }
            assertThat(rendering.ofKind("ServiceAccount").map(Rendering::nameOf))
                    .contains(Rendering.nameOf(deployment));
        }
    }

    @ParameterizedTest
    @EnumSource
    void spreadsOverNodesThatTakeItsPodsAlone(Profile profile) {
        for (JsonNode deployment : Charts.render(profile).ofKind("Deployment").toList()) {
            // A tainted control plane would be a node without a pod for ever, and with DoNotSchedule the end of all
            // growth.
            assertThat(list(Rendering.podOf(deployment).path("topologySpreadConstraints")))
                    .isNotEmpty()
                    .allMatch(constraint ->
                            constraint.path("nodeTaintsPolicy").asString("").equals("Honor"));
        }
    }

    private static List<JsonNode> list(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).toList();
    }
}
