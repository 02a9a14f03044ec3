package dev.chirp.helm;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What the examples bring is what the charts, the alerts and the runbook count on. */
class ExamplesTest {
    private static final Path EXAMPLES = Path.of("examples");
    private static final Path ALERTS = Charts.SOURCES.resolve(Charts.UMBRELLA).resolve("alerts");
    private static final Pattern OF_BROKERS = Pattern.compile("kafka_server_[a-z_]+");

    @Test
    void exportsTheMetersOfBrokersUnderTheNamesThatAlertsAskFor() {
        JsonNode config = one("strimzi.yaml", "ConfigMap");
        JsonNode reference = one("strimzi.yaml", "Kafka").at("/spec/kafka/metricsConfig/valueFrom/configMapKeyRef");

        Set<String> exported = Yaml.documents(config.path("data")
                        .path(reference.path("key").asString())
                        .asString())
                .getFirst()
                .path("rules")
                .valueStream()
                .map(rule -> rule.path("name").asString())
                .collect(Collectors.toSet());

        assertThat(reference.path("name")).isEqualTo(config.at("/metadata/name"));
        assertThat(exported).isNotEmpty().isEqualTo(askedOfBrokers());
    }

    private static Set<String> askedOfBrokers() {
        return Charts.sources(".yaml").stream()
                .filter(file -> file.startsWith(ALERTS) && !file.toString().endsWith(".test.yaml"))
                .flatMap(file -> OF_BROKERS.matcher(Yaml.text(file)).results())
                .map(MatchResult::group)
                .collect(Collectors.toSet());
    }

    /** Each broker and Prometheus' way to it: by the label that the operator gives to pods of this cluster. */
    @Test
    void letsPrometheusFindTheBrokers() {
        JsonNode monitor = one("strimzi.yaml", "PodMonitor");
        String cluster = one("strimzi.yaml", "Kafka").at("/metadata/name").asString();

        assertThat(monitor.at("/spec/selector/matchLabels/strimzi.io~1cluster").asString())
                .isEqualTo(cluster);
        assertThat(monitor.at("/metadata/labels").properties())
                .containsAll(Yaml.read(Path.of("profiles", "ha.yaml"))
                        .at("/global/monitoring/labels")
                        .properties());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "one-node"})
    void bringsWhatTheProfilesName(String folder) {
        Path examples = EXAMPLES.resolve(folder);
        JsonNode profile = Yaml.read(Path.of("profiles", folder.isEmpty() ? "ha.yaml" : "dev.yaml"));
        JsonNode postgres = Yaml.read(examples.resolve("cloudnativepg.yaml"));
        String broker = Yaml.documents(Yaml.text(examples.resolve("strimzi.yaml"))).stream()
                .filter(object -> object.path("kind").asString().equals("Kafka"))
                .map(kafka -> kafka.at("/metadata/name").asString() + "-kafka-bootstrap:"
                        + kafka.at("/spec/kafka/listeners/0/port").asInt())
                .findFirst()
                .orElseThrow();

        assertThat(profile.at("/global/database/host").asString())
                .isEqualTo(postgres.at("/metadata/name").asString() + "-rw");
        assertThat(profile.at("/global/kafka/bootstrapServers").asString()).isEqualTo(broker);
    }

    @Test
    void asksForOneNodeWhereThereIsOne() {
        List<JsonNode> kafka = Yaml.documents(Yaml.text(EXAMPLES.resolve("one-node/strimzi.yaml")));

        assertThat(Yaml.read(EXAMPLES.resolve("one-node/cloudnativepg.yaml"))
                        .at("/spec/instances")
                        .asInt())
                .isEqualTo(1);
        assertThat(kafka.getFirst().at("/spec/replicas").asInt()).isEqualTo(1);
        assertThat(kafka.getLast().at("/spec/kafka/config").properties())
                .filteredOn(entry -> entry.getKey().matches(".*replication\\.factor|.*min\\.i.*"))
                .hasSize(5)
                .allMatch(entry -> entry.getValue().asInt() == 1);
    }

    @Test
    void hasWhereToBackUpTo() {
        JsonNode backup = Yaml.read(EXAMPLES.resolve("cloudnativepg.yaml")).at("/spec/backup/barmanObjectStore");

        assertThat(backup.path("destinationPath").asString()).startsWith("s3://");
        assertThat(backup.at("/s3Credentials/accessKeyId/name").asString()).isNotEmpty();
    }

    @Test
    void takesNothingOlderThanTls13AtTheIngress() {
        JsonNode config =
                Yaml.read(EXAMPLES.resolve("ingress-nginx/values.yaml")).at("/controller/config");

        assertThat(config.path("ssl-protocols").asString()).isEqualTo("TLSv1.3");
    }

    /** One notification for each topic, group and reason, at once, and no other of it for days. */
    @Test
    void tellsEachDeadLetterOnItsOwn() {
        JsonNode route =
                Yaml.read(EXAMPLES.resolve("alertmanager/alertmanager.yaml")).path("route");
        JsonNode ofDeadLetters = route.path("routes").path(0);
        String expression =
                alert("messaging.yaml", "DeadLettersArrived").path("expr").asString();
        String labels = expression.replaceAll("(?s).*by \\(([^)]*)\\).*", "$1");

        assertThat(ofDeadLetters.path("matchers").path(0).asString()).isEqualTo("alertname = \"DeadLettersArrived\"");
        assertThat(ofDeadLetters.path("group_by").valueStream().map(JsonNode::asString))
                .containsAll(Arrays.asList(labels.split(", ")))
                .contains("topic", "group", "reason");
        assertThat(seconds(ofDeadLetters, "group_wait")).isZero();
        assertThat(seconds(ofDeadLetters, "group_interval")).isLessThanOrEqualTo(5);
        assertThat(seconds(ofDeadLetters, "repeat_interval")).isGreaterThanOrEqualTo(5 * 86_400);
    }

    /** What is common to all alerts of a notification is nothing as soon as two of them differ. */
    @Test
    void tellsEveryAlertOfANotification() {
        String config = Yaml.text(EXAMPLES.resolve("alertmanager/alertmanager.yaml"));

        assertThat(config).doesNotContain("CommonAnnotations").contains("range .Alerts.Firing");
    }

    private static JsonNode one(String example, String kind) {
        return Yaml.documents(Yaml.text(EXAMPLES.resolve(example))).stream()
                .filter(object -> object.path("kind").asString().equals(kind))
                .findFirst()
                .orElseThrow();
    }

    private static JsonNode alert(String file, String name) {
        return Yaml.read(ALERTS.resolve(file))
                .path("groups")
                .valueStream()
                .flatMap(group -> group.path("rules").valueStream())
                .filter(rule -> rule.path("alert").asString("").equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static int seconds(JsonNode route, String name) {
        String text = route.path(name).asString();
        int unit = Map.of('s', 1, 'm', 60, 'h', 3_600).get(text.charAt(text.length() - 1));
        return Integer.parseInt(text.substring(0, text.length() - 1)) * unit;
    }
}
