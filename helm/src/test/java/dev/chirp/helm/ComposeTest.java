package dev.chirp.helm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chirp.cli.front.Target;
import dev.chirp.cli.infra.InfraEnvironment;
import dev.chirp.cli.migrate.MigrateCommand;
import dev.chirp.cli.service.PlatformService;
import dev.chirp.cli.service.PlatformServices;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.kafka.common.utils.AppInfoParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The platform by Compose: what the file names exists, and any service may have several instances. */
class ComposeTest {
    private static final Path FOLDER = Path.of("compose");

    /** {@code ${NAME:-default}}, {@code ${NAME:?message}} */
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Z_]+)(?::-([^}]*)|:\\?[^}]*)}");

    private static final JsonNode COMPOSE = read();

    /** As Compose reads it: merge keys are resolved, secrets are there. */
    private static JsonNode read() {
        String text = VARIABLE.matcher(Yaml.text(FOLDER.resolve("compose.yaml")))
                .replaceAll(variable ->
                        Matcher.quoteReplacement(variable.group(2) == null ? "a-secret" : variable.group(2)));
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        return JsonMapper.shared()
                .valueToTree(new org.yaml.snakeyaml.Yaml(new SafeConstructor(options)).<Object>load(text));
    }

    static Stream<String> ourServices() {
        return PlatformServices.all().stream().map(PlatformService::name);
    }

    @ParameterizedTest
    @MethodSource("ourServices")
    void setsOnlyWhatTheServiceReads(String name) {
        Set<String> properties = PropertiesOf.service(name).names();

        assertThat(variables(name).keySet())
                .isNotEmpty()
                .allSatisfy(variable -> assertThat(properties)
                        .as(variable)
                        .anyMatch(property -> EnvironmentTest.isSetBy(variable, property)));
    }

    @ParameterizedTest
    @MethodSource("ourServices")
    void setsValuesThatTheServiceTakes(String name) throws Exception {
        Binder binder = EnvironmentTest.binder(name, variables(name));

        for (Class<?> settings : PropertiesOf.service(name).settings()) {
            assertThat(binder.bindOrCreate(PropertiesOf.prefixOf(settings), Bindable.of(settings)))
                    .as(settings.getSimpleName())
                    .isNotNull();
        }
    }

    @ParameterizedTest
    @MethodSource("ourServices")
    void givesNoServiceThePasswordOfAnother(String name) throws IOException {
        String section = section(name);

        assertThat(section)
                .contains("CHIRP_DB_PASSWORD: ${CHIRP_DB_PASSWORD_"
                        + name.toUpperCase(java.util.Locale.ROOT).replace('-', '_') + ":?}");
        assertThat(VARIABLE.matcher(section).results().map(match -> match.group(1)))
                .filteredOn(variable -> variable.startsWith("CHIRP_DB_PASSWORD_"))
                .hasSize(name.equals("outbox-relay") ? 2 : 1);
    }

    /** As it is written. */
    private static String section(String name) throws IOException {
        String text = Files.readString(FOLDER.resolve("compose.yaml"));
        int begin = text.indexOf("\n  " + name + ":\n");
        return text.substring(begin, text.indexOf("\n\n", begin));
    }

    @Test
    void givesMigrationsWhatTheyRead() {
        assertThat(variables("migrate").keySet()).containsExactlyInAnyOrderElementsOf(MigrateCommand.variables());
    }

    @Test
    void runsImagesThatAreBuilt() {
        List<String> ours = services().entrySet().stream()
                .filter(entry -> imageOf(entry.getValue()).startsWith("chirp-neighbor/"))
                .map(Map.Entry::getKey)
                .toList();

        assertThat(ours).containsAll(ourServices().toList());
        assertThat(ours)
                .allSatisfy(name -> assertThat(imageOf(services().get(name)))
                        .isEqualTo("chirp-neighbor/%s:0.1.0", ourServices().anyMatch(name::equals) ? name : "cli"));
        assertThat(ours).allSatisfy(name -> {
            JsonNode service = services().get(name);
            assertThat(service.path("read_only").asBoolean()).as(name).isTrue();
            assertThat(service.at("/cap_drop/0").asString()).as(name).isEqualTo("ALL");
            assertThat(service.at("/tmpfs/0").asString()).as(name).isEqualTo("/tmp:exec");
        });
    }

    @Test
    void runsTheBrokerOfOurClients() {
        assertThat(imageOf(services().get("kafka"))).isEqualTo("apache/kafka:" + AppInfoParser.getVersion());
    }

    @Test
    void letsEveryServiceHaveSeveralInstances() {
        services().forEach((name, service) -> {
            assertThat(service.has("container_name")).as(name).isFalse();
            if (!name.equals("front")) {
                assertThat(service.path("ports"))
                        .as(name)
                        .allSatisfy(port -> assertThat(port.asString()).doesNotContain(":"));
                assertThat(service.has("networks")).as(name).isFalse();
            }
        });
    }

    @Test
    void tellsTheFrontWhereTheServicesAre() throws IOException {
        Map<String, String> addresses = environment(FOLDER.resolve("front.env"));

        for (Target target : Target.values()) {
            // It has no port for others.
            if (target != Target.CLASSIFY_WORKER) {
                int port =
                        PlatformServices.byName(target.service()).orElseThrow().port();
                assertThat(addresses.remove(InfraEnvironment.urlKey(target.service())))
                        .isEqualTo(URI.create("http://%s:%d".formatted(target.service(), port))
                                .toString());
            }
        }
        assertThat(addresses).isEmpty();
    }

    @Test
    void findsEachSecretInWhatTheScriptWrites(@TempDir Path folder) throws Exception {
        Path script = Files.copy(FOLDER.resolve("secrets.sh"), folder.resolve("secrets.sh"));
        script.toFile().setExecutable(true);
        Set<String> wanted = new TreeSet<>();
        VARIABLE.matcher(Files.readString(FOLDER.resolve("compose.yaml")))
                .results()
                .filter(variable -> variable.group(2) == null)
                .forEach(variable -> wanted.add(variable.group(1)));

        run(script);
        Map<String, String> written = environment(folder.resolve(".env"));
        run(script);

        assertThat(environment(folder.resolve(".env"))).isEqualTo(written);
        assertThat(written.remove("COMPOSE_PROJECT_NAME")).isEqualTo("chirp");
        assertThat(written.keySet()).containsExactlyInAnyOrderElementsOf(wanted);
        assertThat(new LinkedHashSet<>(written.values())).hasSameSizeAs(wanted).allMatch(value -> value.length() == 32);
    }

    private static void run(Path script) throws Exception {
        Process process = new ProcessBuilder(script.toString()).inheritIO().start();
        assertThat(process.waitFor()).isZero();
    }

    private static Map<String, String> environment(Path file) throws IOException {
        Map<String, String> values = new LinkedHashMap<>();
        for (String line : Files.readAllLines(file)) {
            if (!line.startsWith("#")) {
                values.put(line.substring(0, line.indexOf('=')), line.substring(line.indexOf('=') + 1));
            }
        }
        return values;
    }

    private static Map<String, JsonNode> services() {
        Map<String, JsonNode> services = new LinkedHashMap<>();
        COMPOSE.required("services").properties().forEach(entry -> services.put(entry.getKey(), entry.getValue()));
        return services;
    }

    private static String imageOf(JsonNode service) {
        return service.required("image").asString();
    }

    private static Map<String, String> variables(String service) {
        Map<String, String> variables = new LinkedHashMap<>();
        StreamSupport.stream(
                        services()
                                .get(service)
                                .required("environment")
                                .properties()
                                .spliterator(),
                        false)
                .forEach(entry -> variables.put(entry.getKey(), entry.getValue().asString()));
        EnvironmentTest.NOT_PROPERTIES.forEach(variables::remove);
        return variables;
    }
}
