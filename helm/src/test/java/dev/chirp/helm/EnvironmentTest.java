package dev.chirp.helm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chirp.cli.migrate.MigrateCommand;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.PropertySourcesPropertyResolver;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.io.FileSystemResource;
import tools.jackson.databind.JsonNode;

/** Every variable of a container is read by what runs in it, by Spring's own rules, and its value is of the right type. */
class EnvironmentTest {
    /** Read by the JVM, and by the agent that it is told to load. */
    static final Set<String> NOT_PROPERTIES = Set.of(
            "JAVA_TOOL_OPTIONS",
            "OTEL_SERVICE_NAME",
            "OTEL_RESOURCE_ATTRIBUTES",
            "OTEL_EXPORTER_OTLP_ENDPOINT",
            "OTEL_TRACES_SAMPLER_ARG");

    private static final String SECRET = "a-secret";

    @ParameterizedTest
    @EnumSource
    void setsOnlyWhatTheServiceReads(Profile profile) {
        Rendering rendering = Charts.render(profile);
        for (JsonNode deployment : rendering.ofKind("Deployment").toList()) {
            Set<String> properties = PropertiesOf.service(serviceOf(deployment)).names();

            assertThat(variables(deployment).keySet())
                    .as(Rendering.nameOf(deployment))
                    .allSatisfy(variable ->
                            assertThat(properties).as(variable).anyMatch(property -> isSetBy(variable, property)));
        }
    }

    @ParameterizedTest
    @EnumSource
    void setsValuesThatTheServiceTakes(Profile profile) throws Exception {
        Rendering rendering = Charts.render(profile);
        for (JsonNode deployment : rendering.ofKind("Deployment").toList()) {
            String service = serviceOf(deployment);
            Binder binder = binder(service, variables(deployment));

            for (Class<?> settings : PropertiesOf.service(service).settings()) {
                assertThat(binder.bindOrCreate(PropertiesOf.prefixOf(settings), Bindable.of(settings)))
                        .as("%s of %s", settings.getSimpleName(), Rendering.nameOf(deployment))
                        .isNotNull();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void setsNoVariableTwice(Profile profile) {
        Charts.render(profile)
                .workloads()
                .forEach(workload -> assertThat(environment(workload))
                        .extracting(entry -> entry.path("name").asString())
                        .doesNotHaveDuplicates());
    }

    @Test
    void turnsPropertiesIntoVariables() {
        Rendering rendering = Charts.render(
                Profile.DEV,
                Charts.KUBERNETES.getLast(),
                Map.of("classify-worker.properties.chirp\\.classify\\.queue-capacity", 32));

        Map<String, String> variables = variables(rendering.one("Deployment", "classify-worker"));

        assertThat(variables).containsEntry("CHIRP_CLASSIFY_QUEUECAPACITY", "32");
        assertThat(isSetBy("CHIRP_CLASSIFY_QUEUECAPACITY", "chirp.classify.queue-capacity"))
                .isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void givesMigrationsWhatTheyRead(Profile profile) {
        JsonNode job = Charts.render(profile).one("Job", "migrate");

        assertThat(variables(job).keySet()).containsExactlyInAnyOrderElementsOf(MigrateCommand.variables());
        assertThat(Rendering.containerOf(job).at("/args/0").asString()).isEqualTo("migrate");
    }

    @Test
    void wouldNoticeAVariableThatNobodyReads() {
        Set<String> properties = PropertiesOf.service("notify-fanout").names();

        assertThat(properties).contains("chirp.fanout.socket.drain-timeout", "chirp.kafka.bootstrap-servers");
        assertThat(properties).noneMatch(property -> isSetBy("CHIRP_FANOUT_SOCKETS_DRAIN_TIMEOUT", property));
        assertThat(properties).noneMatch(property -> isSetBy("CHIRP_STORAGE_ROOT", property));
    }

    /** The roles of a service are its image, too. */
    private static String serviceOf(JsonNode deployment) {
        return Rendering.containerOf(deployment).path("image").asString().replaceAll(".*/|:.*", "");
    }

    private static List<JsonNode> environment(JsonNode workload) {
        return StreamSupport.stream(Rendering.containerOf(workload).path("env").spliterator(), false)
                .toList();
    }

    private static Map<String, String> variables(JsonNode workload) {
        Map<String, String> variables = new LinkedHashMap<>();
        for (JsonNode entry : environment(workload)) {
            variables.put(entry.path("name").asString(), entry.path("value").asString(SECRET));
        }
        NOT_PROPERTIES.forEach(variables::remove);
        return variables;
    }

    static boolean isSetBy(String variable, String property) {
        PropertySource<?> source = new SystemEnvironmentPropertySource("systemEnvironment", Map.of(variable, SECRET));
        return new Binder(ConfigurationPropertySources.from(source))
                .bind(PropertiesOf.canonical(property), Bindable.of(String.class))
                .isBound();
    }

    /** The variables over the service's own file. */
    static Binder binder(String service, Map<String, String> variables) throws Exception {
        MutablePropertySources sources = new MutablePropertySources();
        sources.addLast(new SystemEnvironmentPropertySource("systemEnvironment", Map.copyOf(variables)));
        Path file = Path.of("..", service, "src", "main", "resources", "chirp-" + service + ".yml");
        new YamlPropertySourceLoader()
                .load("file", new FileSystemResource(file))
                .forEach(sources::addLast);
        var placeholders = new PropertySourcesPropertyResolver(sources);
        return new Binder(
                ConfigurationPropertySources.from(sources),
                value -> value instanceof String text ? placeholders.resolvePlaceholders(text) : value,
                ApplicationConversionService.getSharedInstance());
    }
}
