package dev.chirp.helm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Every object is one that the API server takes: nothing unknown, nothing of a wrong type, nothing missing. */
class ValidObjectsTest {
    @ParameterizedTest
    @EnumSource
    void rendersSoundObjectsOnly(Profile profile) {
        for (String kubernetes : Charts.KUBERNETES) {
            List<JsonNode> objects =
                    Charts.render(profile, kubernetes, Map.of()).objects();

            assertThat(objects).hasSizeGreaterThan(30);
            assertThat(objects).flatMap(Models::faultsOf).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void namesEveryObjectOnceAndPutsItIntoTheNamespace(Profile profile) {
        List<JsonNode> objects = Charts.render(profile).objects();

        assertThat(objects)
                .extracting(object -> object.path("kind").asString() + " "
                        + object.at("/metadata/name").asString())
                .doesNotHaveDuplicates()
                .allMatch(name -> name.length() < 60);
        assertThat(objects)
                .allSatisfy(object ->
                        assertThat(object.at("/metadata/namespace").asString()).isEqualTo("birds"));
    }

    static Stream<Path> examples() throws IOException {
        return Stream.concat(Files.list(Path.of("examples")), Files.list(Path.of("examples", "one-node")))
                .filter(file -> file.toString().endsWith(".yaml"));
    }

    @ParameterizedTest
    @MethodSource("examples")
    void givesSoundExamples(Path example) {
        List<JsonNode> objects = Yaml.documents(Yaml.text(example));

        assertThat(objects).isNotEmpty();
        assertThat(objects).flatMap(Models::faultsOf).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"replica: 3", "replicas: three", "selector: null", "template: {spec: {containers: [{image: 3}]}}"
            })
    void wouldNoticeAnObjectThatIsNotSound(String fault) {
        JsonNode deployment = Charts.render(Profile.DEV).one("Deployment", "outbox-relay");
        JsonNode wrong = Yaml.documents(fault).getFirst();

        ((ObjectNode) deployment.path("spec")).setAll((ObjectNode) wrong);

        assertThat(Models.faultsOf(deployment)).isNotEmpty();
    }

    @Test
    void wouldNoticeWhatIsMissing() {
        JsonNode deployment = Charts.render(Profile.DEV).one("Deployment", "outbox-relay");

        ((ObjectNode) deployment.path("spec")).remove("selector");

        assertThat(Models.faultsOf(deployment)).singleElement().asString().endsWith(".spec.selector: missing");
    }
}
