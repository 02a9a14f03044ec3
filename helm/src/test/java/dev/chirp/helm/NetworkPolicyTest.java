package dev.chirp.helm;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** Who may talk to whom is what {@code README.md} says: no call is forgotten, and none is allowed that nobody makes. */
class NetworkPolicyTest {
    private static final Pattern ROW = Pattern.compile("\\| ([a-z-]+) \\| ([a-z0-9-]+) \\| ([0-9]+) \\|([^|]*)\\|");
    private static final String EVERY_SERVICE = "services";
    private static final List<String> WORKLOADS = Stream.concat(
                    Charts.SERVICES.stream(), Stream.of("device-ingest-merge", "migrate", "smoke"))
            .toList();

    private record Call(String from, String to, int port) implements Comparable<Call> {
        @Override
        public int compareTo(Call other) {
            return toString().compareTo(other.toString());
        }
    }

    @ParameterizedTest
    @EnumSource
    void allowsTheDocumentedCallsAndNoOther(Profile profile) {
        Rendering rendering = Charts.render(profile);

        assertThat(allowed(rendering)).isEqualTo(documented(rendering, profile));
    }

    @ParameterizedTest
    @EnumSource
    void deniesWhatIsNotAllowedToEveryPod(Profile profile) {
        Rendering rendering = Charts.render(profile);
        JsonNode deny = rendering.one("NetworkPolicy", "default-deny");

        assertThat(deny.at("/spec/ingress").isMissingNode()).isTrue();
        assertThat(deny.at("/spec/egress").isMissingNode()).isTrue();
        assertThat(deny.at("/spec/policyTypes")).hasSize(2);
        assertThat(rendering.workloads())
                .allSatisfy(workload -> assertThat(
                                workload.at("/spec/template/metadata/labels").properties())
                        .containsAll(deny.at("/spec/podSelector/matchLabels").properties()));
    }

    @Test
    void canBeTurnedOff() {
        Rendering rendering =
                Charts.render(Profile.DEV, Charts.KUBERNETES.getLast(), Map.of("global.networkPolicy.enabled", false));

        assertThat(rendering.ofKind("NetworkPolicy")).isEmpty();
    }

    @Test
    void opensTheWayOfMigrationsBeforeTheyRun() {
        Rendering rendering = Charts.render(Profile.HA);
        JsonNode policy = rendering.one("NetworkPolicy", "migrate").at("/metadata/annotations");
        JsonNode job = rendering.one("Job", "migrate").at("/metadata/annotations");

        assertThat(policy.path("helm.sh/hook").asString())
                .isEqualTo(job.path("helm.sh/hook").asString())
                .isEqualTo("pre-install,pre-upgrade");
        assertThat(policy.path("helm.sh/hook-weight").asString("0")).isEqualTo("-1");
        assertThat(job.path("helm.sh/hook-weight").asString("0")).isEqualTo("0");
        assertThat(policy.path("helm.sh/hook-delete-policy").asString()).isEqualTo("before-hook-creation");
    }

    @Test
    void opensThePortsOfRedisAndOfItsSentinels() {
        String url = "redis-sentinel://s-1:26379,s-2:26379,s-3:26379/0#chirp";
        Rendering rendering = Charts.render(
                Profile.DEV,
                Charts.KUBERNETES.getLast(),
                Map.of("global.redis.existingSecret", "", "global.redis.url", url, "global.redis.sentinelPort", 26379));

        assertThat(rendering.text()).contains("value: " + url);
        for (String service : List.of("api-gateway", "notify-fanout", "device-ingest")) {
            assertThat(allowed(rendering))
                    .contains(new Call(service, "redis", 6379), new Call(service, "redis", 26379));
        }
    }

    /** What passes between two pods of ours has to be allowed at both ends. */
    private static Set<Call> allowed(Rendering rendering) {
        Map<String, String> names = names();
        Set<Call> out = new TreeSet<>();
        Set<Call> in = new TreeSet<>();
        rendering
                .ofKind("NetworkPolicy")
                .filter(policy -> !Rendering.nameOf(policy).equals("default-deny"))
                .forEach(policy -> {
                    String self = policy.at("/spec/podSelector/matchLabels/app.kubernetes.io~1name")
                            .asString();
                    policy.at("/spec/egress")
                            .forEach(rule -> rule.path("ports")
                                    .forEach(port -> out.add(new Call(
                                            self,
                                            nameOf(rule.path("to"), names),
                                            port.path("port").asInt()))));
                    policy.at("/spec/ingress")
                            .forEach(rule -> rule.path("ports")
                                    .forEach(port -> in.add(new Call(
                                            nameOf(rule.path("from"), names),
                                            self,
                                            port.path("port").asInt()))));
                });
        Set<String> ours = rendering.workloads().map(Rendering::nameOf).collect(Collectors.toSet());
        // A role that is not installed may be let in: nobody comes.
        in.removeIf(call -> WORKLOADS.contains(call.from()) && !ours.contains(call.from()));
        assertThat(out.stream().filter(call -> ours.contains(call.to())))
                .as("allowed to leave and to enter")
                .containsExactlyInAnyOrderElementsOf(
                        in.stream().filter(call -> ours.contains(call.from())).toList());
        out.addAll(in);
        return out;
    }

    /** The peers by what the values call them. */
    private static Map<String, String> names() {
        Map<String, String> names = new LinkedHashMap<>();
        JsonNode peers =
                Yaml.read(Path.of("charts", Charts.UMBRELLA, "values.yaml")).at("/global/networkPolicy/peers");
        peers.properties().forEach(entry -> names.put(entry.getValue().toString(), entry.getKey()));
        JsonNode meshed = Yaml.read(Path.of("profiles", "ha-mtls.yaml")).at("/global/networkPolicy/peers");
        meshed.properties().forEach(entry -> names.put(entry.getValue().toString(), entry.getKey()));
        WORKLOADS.forEach(workload -> names.put(
                "[{\"podSelector\":{\"matchLabels\":{\"app.kubernetes.io/name\":\"%s\",\"app.kubernetes.io/instance\":\"chirp\"}}}]"
                        .formatted(workload),
                workload));
        return names;
    }

    private static String nameOf(JsonNode peers, Map<String, String> names) {
        String name = names.get(peers.toString());
        assertThat(name).as(peers.toString()).isNotNull();
        return name;
    }

    private static Set<Call> documented(Rendering rendering, Profile profile) {
        List<String> workloads = rendering.workloads().map(Rendering::nameOf).toList();
        List<String> services =
                rendering.ofKind("Deployment").map(Rendering::nameOf).toList();
        Map<String, Integer> management = rendering
                .ofKind("Deployment")
                .collect(Collectors.toMap(Rendering::nameOf, NetworkPolicyTest::managementPort));
        return ROW.matcher(Yaml.text(Path.of("README.md")))
                .results()
                .filter(row -> row.group(4).isBlank() || row.group(4).contains("`" + profile + "`"))
                .flatMap(row -> {
                    int port = Integer.parseInt(row.group(3));
                    List<String> from = row.group(1).equals(EVERY_SERVICE) ? services : List.of(row.group(1));
                    List<String> to = row.group(2).equals(EVERY_SERVICE) ? services : List.of(row.group(2));
                    return from.stream()
                            .flatMap(caller -> to.stream()
                                    .map(called -> new Call(
                                            caller,
                                            called,
                                            caller.equals("monitoring") ? management.get(called) : port)));
                })
                // A role that is not installed neither calls nor is called.
                .filter(call -> !WORKLOADS.contains(call.from()) || workloads.contains(call.from()))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static int managementPort(JsonNode deployment) {
        for (JsonNode port : Rendering.containerOf(deployment).path("ports")) {
            if (port.path("name").asString().equals("management")) {
                return port.path("containerPort").asInt();
            }
        }
        throw new AssertionError(Rendering.nameOf(deployment) + " has no management port");
    }
}
