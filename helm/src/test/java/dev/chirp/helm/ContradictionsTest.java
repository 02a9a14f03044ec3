package dev.chirp.helm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.TemplateCommand;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Values that contradict each other are refused with a sentence that says what to do, and every such sentence is tried. */
class ContradictionsTest {
    private static final Pattern SENTENCE = Pattern.compile("(?:fail|required) \\(?(?:printf )?\"([^\"]+)\"");

    /** @param values in the form of Helm's {@code --set} */
    private record Contradiction(Profile profile, String sentence, String... values) {
        String refusal() {
            Map<String, Object> settings = new HashMap<>();
            for (String value : values) {
                int equals = value.indexOf('=');
                settings.put(value.substring(0, equals), value.substring(equals + 1));
            }
            return refusalOf(() -> Charts.render(profile, Charts.KUBERNETES.getLast(), settings));
        }

        @Override
        public String toString() {
            return profile + " " + String.join(" ", values);
        }
    }

    static Stream<Contradiction> contradictions() {
        return Stream.of(
                new Contradiction(
                        Profile.HA,
                        "classify-worker: autoscaling.hpa and autoscaling.keda are both enabled",
                        "classify-worker.autoscaling.hpa.enabled=true"),
                new Contradiction(
                        Profile.DEV,
                        "api-gateway: it consumes nothing whose lag KEDA could scale by",
                        "api-gateway.autoscaling.keda.enabled=true"),
                new Contradiction(
                        Profile.HA,
                        "api-gateway: minReplicas 11 is above maxReplicas 10",
                        "api-gateway.autoscaling.hpa.minReplicas=11"),
                new Contradiction(
                        Profile.HA,
                        "art-worker: 6 replicas would share 4 partitions",
                        "global.kafka.partitions=4",
                        "classify-worker.autoscaling.keda.minReplicas=2",
                        "classify-worker.autoscaling.keda.maxReplicas=4",
                        "device-ingest.merge.autoscaling.keda.maxReplicas=4"),
                new Contradiction(
                        Profile.DEV,
                        "outbox-relay: with 1 replica a PodDisruptionBudget blocks every drain",
                        "outbox-relay.pdb.enabled=true"),
                new Contradiction(
                        Profile.HA,
                        "device-ingest-merge: with 1 replica a PodDisruptionBudget blocks every drain",
                        "device-ingest.merge.autoscaling.keda.minReplicas=1"),
                new Contradiction(
                        Profile.HA,
                        "notify-fanout: terminationGracePeriodSeconds 20 is shorter than preStop, drain and margin",
                        "notify-fanout.terminationGracePeriodSeconds=20"),
                new Contradiction(
                        Profile.DEV,
                        "art-worker: up to 2 replicas on several nodes share global.storage.file, which is"
                                + " ReadWriteOnce",
                        "art-worker.replicas=2"),
                new Contradiction(
                        Profile.DEV,
                        "api-gateway: up to 2 replicas share the signing keys, whose claim is ReadWriteOnce",
                        "api-gateway.replicas=2",
                        "global.storage.file.accessMode=ReadWriteMany"),
                new Contradiction(
                        Profile.HA,
                        "notify-fanout: 20000 sockets cannot be told to go within 5 s at 2000 per second",
                        "notify-fanout.drainSeconds=5"),
                new Contradiction(
                        Profile.HA,
                        "name the certificate's Secret in frames.tls.existingSecret",
                        "device-ingest.frames.tls.existingSecret="),
                new Contradiction(
                        Profile.HA,
                        "a device resumes its TLS session at one replica alone",
                        "device-ingest.frames.tls.ticketSecret="),
                new Contradiction(
                        Profile.HA_MTLS,
                        "says who may connect to a port that is closed",
                        "device-ingest.frames.enabled=false"),
                new Contradiction(
                        Profile.HA,
                        "api-gateway: properties.chirp.db.host is set by the chart itself",
                        "api-gateway.properties.chirp\\.db\\.host=elsewhere"),
                new Contradiction(
                        Profile.DEV,
                        "global.redis.url and global.redis.existingSecret both say where Redis is",
                        "global.redis.url=redis://elsewhere"),
                new Contradiction(Profile.DEV, "Nothing says where Redis is", "global.redis.existingSecret="),
                new Contradiction(
                        Profile.DEV,
                        "global.redis.url names sentinels, whose port no NetworkPolicy opens",
                        "global.redis.existingSecret=",
                        "global.redis.url=redis-sentinel://s-1:26379/0#chirp"),
                new Contradiction(
                        Profile.DEV,
                        "global.redis.sentinelPort opens a port for sentinels",
                        "global.redis.existingSecret=",
                        "global.redis.url=redis://redis",
                        "global.redis.sentinelPort=26379"),
                new Contradiction(Profile.DEV, "global.database.host is missing", "global.database.host="),
                new Contradiction(
                        Profile.DEV, "global.kafka.bootstrapServers is missing", "global.kafka.bootstrapServers="),
                new Contradiction(
                        Profile.DEV,
                        "global.kafka.bootstrapServers names several ports",
                        "global.kafka.bootstrapServers=kafka-1:9092,kafka-2:9192"),
                new Contradiction(
                        Profile.HA,
                        "smoke: it plays a robin, which the pack on the claim",
                        "classify-worker.pack.existingClaim=chirp-packs",
                        "classify-worker.pack.folder=birdnet"),
                new Contradiction(
                        Profile.HA, "smoke.file is looked for on the claim of a pack", "smoke.file=blackbird.wav"),
                new Contradiction(Profile.HA, "s3 without a bucket", "global.storage.s3.bucket="),
                new Contradiction(Profile.HA, "s3 without keys for the bucket", "global.storage.s3.existingSecret="),
                new Contradiction(Profile.HA, "kind is file, yet a bucket is named", "global.storage.kind=file"),
                new Contradiction(
                        Profile.HA, "exposure.kind is ingress without a name to be reached by", "exposure.host="),
                new Contradiction(Profile.HA, "tokens would travel in the clear", "exposure.tls.existingSecret="),
                new Contradiction(
                        Profile.HA,
                        "exposure.plainHttp and exposure.tls.existingSecret contradict",
                        "exposure.plainHttp=true"),
                new Contradiction(
                        Profile.HA_MTLS,
                        "exposure.tls.existingSecret is for kind ingress and does nothing with httpRoute",
                        "exposure.tls.existingSecret=chirp-tls"),
                new Contradiction(
                        Profile.DEV,
                        "exposure.plainHttp is for kind ingress and does nothing with none",
                        "exposure.kind=none"),
                new Contradiction(
                        Profile.HA_MTLS,
                        "exposure.plainHttp is for kind ingress and does nothing with httpRoute",
                        "exposure.plainHttp=true"),
                new Contradiction(
                        Profile.HA_MTLS,
                        "exposure.socketTimeoutSeconds is for kind ingress and does nothing with httpRoute",
                        "exposure.socketTimeoutSeconds=7200"),
                new Contradiction(
                        Profile.HA_MTLS, "httpRoute without a Gateway", "exposure.httpRoute.parentRefs=null"));
    }

    @ParameterizedTest
    @MethodSource("contradictions")
    void refuses(Contradiction contradiction) {
        assertThat(contradiction.refusal()).contains(contradiction.sentence());
    }

    @Test
    void refusesANameThatLeavesNoRoomForThoseOfItsObjects() {
        assertThat(refusalOfALongName()).contains("take 40 at most");
    }

    @Test
    void refusesAServiceWithoutTheUmbrella() {
        assertThat(refusalOfAServiceAlone())
                .contains("art-worker shares its global values", "install the chart chirp-neighbor");
    }

    @Test
    void triesEverySentence() {
        // Given
        List<String> refusals = Stream.concat(
                        contradictions().map(Contradiction::refusal),
                        Stream.of(refusalOfALongName(), refusalOfAServiceAlone()))
                .toList();

        // When
        Stream<String> untried = Stream.concat(Charts.sources(".tpl").stream(), Charts.sources(".yaml").stream())
                .flatMap(file -> SENTENCE.matcher(Yaml.text(file)).results())
                .map(sentence -> sentence.group(1))
                // Only a mistake in a chart can bring it about.
                .filter(sentence -> !sentence.equals("%s.shape: %s"))
                .filter(sentence -> refusals.stream()
                        .noneMatch(refusal -> Pattern.compile(
                                        Pattern.quote(sentence).replaceAll("%[ds]", "\\\\E.+\\\\Q"))
                                .matcher(refusal)
                                .find()));

        // Then
        assertThat(untried).isEmpty();
    }

    private static String refusalOfALongName() {
        TemplateCommand template = new Helm(
                        Charts.staged(Path.of("target", "long-name")).resolve(Charts.UMBRELLA))
                .template()
                .withKubeVersion(Charts.KUBERNETES.getLast())
                .withName("a-name-that-is-longer-than-anybody-would-type");
        Profile.DEV.files().forEach(template::withValuesFile);
        return refusalOf(template::call);
    }

    private static String refusalOfAServiceAlone() {
        Path charts = Charts.staged(Path.of("target", "alone"));
        Charts.copy(
                Charts.SOURCES.resolve(Charts.LIBRARY),
                charts.resolve("art-worker/charts").resolve(Charts.LIBRARY));
        return refusalOf(
                new Helm(charts.resolve("art-worker")).template().withKubeVersion(Charts.KUBERNETES.getLast())::call);
    }

    private static String refusalOf(ThrowingCallable rendering) {
        return String.valueOf(catchThrowable(rendering));
    }
}
