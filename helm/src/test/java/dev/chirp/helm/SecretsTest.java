package dev.chirp.helm;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** Secrets are named, never held; and the same values always render the same. */
class SecretsTest {
    private static final Pattern CONFIDENTIAL = Pattern.compile(".*(PASSWORD|SECRET_KEY|ACCESS_KEY|TOKEN|OPS_USER).*");
    private static final Pattern CREDENTIALS = Pattern.compile("[a-z0-9+]+://[^/ \"]*:[^/ \"@]+@");
    private static final Pattern RANDOM = Pattern.compile(
            "rand(Alpha|Numeric|Ascii|Bytes|Int)|uuidv4|gen(CA|SelfSigned|Signed|PrivateKey)|derivePassword"
                    + "|htpasswd|bcrypt|\\bnow\\b|\\blookup\\b|\\bshuffle\\b");

    @ParameterizedTest
    @EnumSource
    void holdsNoSecret(Profile profile) {
        Rendering rendering = Charts.render(profile);

        assertThat(rendering.ofKind("Secret")).isEmpty();
        assertThat(rendering.text()).doesNotContainPattern(CREDENTIALS);
        for (JsonNode workload : rendering.workloads().toList()) {
            for (JsonNode variable : Rendering.containerOf(workload).path("env")) {
                String name = variable.path("name").asString();
                if (CONFIDENTIAL.matcher(name).matches()) {
                    assertThat(variable.at("/valueFrom/secretKeyRef/name").isString())
                            .as(name)
                            .isTrue();
                    assertThat(variable.has("value")).as(name).isFalse();
                }
            }
        }
    }

    @Test
    void givesEachServiceItsOwnPasswordAlone() {
        for (JsonNode deployment :
                Charts.render(Profile.HA).ofKind("Deployment").toList()) {
            String name = Rendering.nameOf(deployment).replace("-merge", "");
            Set<String> keys = new TreeSet<>();
            Rendering.containerOf(deployment).path("env").forEach(variable -> {
                JsonNode secret = variable.at("/valueFrom/secretKeyRef");
                if (secret.path("name").asString("").equals("chirp-database")) {
                    keys.add(secret.path("key").asString());
                }
            });

            // The relay drops old days as their owner.
            assertThat(keys).isEqualTo(name.equals("outbox-relay") ? Set.of(name, "maintenance") : Set.of(name));
        }
    }

    @Test
    void namesSecretsThatTheScriptOfTheExamplesMakes() {
        String script = Yaml.text(Path.of("examples", "secrets.sh"));
        Set<String> named = Charts.render(Profile.DEV)
                .workloads()
                .flatMap(workload -> workload.findValues("secretKeyRef").stream())
                .map(secret -> secret.path("name").asString())
                // The operator of PostgreSQL makes it.
                .filter(name -> !name.equals("chirp-postgres-app"))
                .collect(Collectors.toSet());

        assertThat(named).isNotEmpty().allSatisfy(name -> assertThat(script).contains("create " + name + " "));
    }

    @ParameterizedTest
    @EnumSource
    void rendersTheSameAgain(Profile profile) {
        assertThat(Charts.render(profile).text())
                .isEqualTo(Charts.render(profile).text());
        assertThat(Charts.sources(".tpl")).isNotEmpty().allSatisfy(SecretsTest::isNotRandom);
        assertThat(Charts.sources(".yaml")).isNotEmpty().allSatisfy(SecretsTest::isNotRandom);
    }

    private static void isNotRandom(Path template) {
        assertThat(Pattern.compile("\\{\\{.*?}}", Pattern.DOTALL)
                        .matcher(Yaml.text(template))
                        .results()
                        .map(java.util.regex.MatchResult::group)
                        .filter(action -> !action.startsWith("{{/*")))
                .noneMatch(action ->
                        RANDOM.matcher(action.replaceAll("\"[^\"]*\"", "")).find());
    }
}
