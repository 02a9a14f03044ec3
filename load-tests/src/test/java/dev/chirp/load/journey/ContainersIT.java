package dev.chirp.load.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.chirp.cli.service.PlatformService;
import dev.chirp.cli.service.PlatformServices;
import dev.chirp.load.process.ChirpProcess;
import dev.chirp.load.process.SeparatePlatform;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The images as {@code chirp images} builds them, on a base made of this machine: the six as containers on the network of this
 * machine, beside {@code chirp infra}, each on a root that it cannot write to, and the front in one of the command line.
 */
class ContainersIT {
    private static final Path REPOSITORY = Path.of("..").toAbsolutePath().normalize();
    private static final Duration BUILD = Duration.ofMinutes(15);
    private static final Duration START = Duration.ofMinutes(3);

    /** Of this run, so that another one on the same engine is left alone. */
    private static final String PREFIX = "chirp-test-" + ProcessHandle.current().pid();

    @TempDir
    static Path folder;

    private static Engine engine;
    private static SeparatePlatform servers;
    private static final List<String> containers = new ArrayList<>();

    @BeforeAll
    static void start() throws Exception {
        assumeTrue(
                Boolean.getBoolean("chirp.test.images"),
                "What the images are made of was not built (./mvnw -Pimages verify)");
        Optional<Engine> found = Engine.find();
        assumeTrue(found.isPresent(), "No container engine on this machine answers 'docker info'");
        engine = found.get();
        BaseImage.build(engine, folder.resolve("base"), PREFIX + "/base:it");
        buildImages();
        servers = SeparatePlatform.servers(folder);
        for (PlatformService service : PlatformServices.all()) {
            runService(service);
        }
        runFront();
        for (PlatformService service : PlatformServices.all()) {
            awaitReady(service.name(), service.managementPort() + offset(), "/health/readiness");
        }
        awaitReady("front", frontPort(), "/status.json");
    }

    /** By the same command as people, in a process because it works in the folder that it is started in. */
    private static void buildImages() throws Exception {
        try (ChirpProcess images = ChirpProcess.start(
                "load-tests/target/images",
                REPOSITORY,
                List.of("-Xmx128m"),
                List.of("images", "--base", PREFIX + "/base:it", "--prefix", PREFIX, "--tag", "it"))) {
            int exit = images.awaitExit(BUILD);
            assertThat(exit).as(images::tail).isZero();
        }
    }

    private static void runService(PlatformService service) throws Exception {
        Map<String, String> environment = new LinkedHashMap<>();
        for (String name : List.of(
                "CHIRP_DB_HOST",
                "CHIRP_DB_PORT",
                "CHIRP_DB_NAME",
                "CHIRP_KAFKA_BOOTSTRAP_SERVERS",
                "CHIRP_REDIS_URL",
                "CHIRP_SECURITY_JWKS_URI")) {
            environment.put(name, servers.environment().get(name));
        }
        environment.put(
                "CHIRP_DB_PASSWORD", servers.environment().get(service.role().passwordKey()));
        environment.put("SERVER_PORT", Integer.toString(service.port() + offset()));
        environment.put("CHIRP_MANAGEMENT_PORT", Integer.toString(service.managementPort() + offset()));
        environment.put("CHIRP_STORAGE_ROOT", "/var/lib/chirp/data/objects");
        environment.put("CHIRP_SECURITY_KEYS_DIR", "/var/lib/chirp/keys/signing");
        // An image whose AOT cache does not fit its JVM does not start.
        environment.put("JAVA_TOOL_OPTIONS", "-Xmx384m -XX:+ExitOnOutOfMemoryError -XX:AOTMode=on");
        switch (service.name()) {
            case "api-gateway" -> {
                environment.put("CHIRP_INTAKE_PORT", Integer.toString(PlatformServices.INTAKE_PORT + offset()));
                environment.put("CHIRP_HTTP_TRUSTED_PROXIES", "127.0.0.1");
            }
            case "outbox-relay" ->
                environment.put(
                        "RELAY_EVENT_MAINTENANCE_PASSWORD",
                        servers.environment().get("CHIRP_DB_PASSWORD_MAINTENANCE"));
            case "device-ingest" -> {
                environment.put("CHIRP_INTAKE_ADDRESS", servers.environment().get("CHIRP_INTAKE_ADDRESS"));
                environment.put("CHIRP_INGEST_FRAMES_PORT", Integer.toString(PlatformServices.FRAMES_PORT + offset()));
            }
            default -> {}
        }
        List<String> options = new ArrayList<>(List.of(
                "--volume",
                volume("data") + ":/var/lib/chirp/data",
                "--volume",
                volume("keys") + ":/var/lib/chirp/keys"));
        environment.forEach((name, value) -> options.addAll(List.of("--env", name + "=" + value)));
        run(service.name(), service.name(), options, List.of());
    }

    private static void runFront() throws Exception {
        Path file = folder.resolve("front.env");
        Files.write(
                file,
                servers.environment().entrySet().stream()
                        .filter(entry -> entry.getKey().startsWith("CHIRP_URL_")
                                || entry.getKey().equals("CHIRP_FRONT_PORT"))
                        .map(entry -> entry.getKey() + "=" + entry.getValue())
                        .toList());
        run(
                "front",
                "cli",
                List.of("--volume", file + ":/etc/chirp/front.env:ro"),
                List.of("run", "front", "--env-file", "/etc/chirp/front.env"));
    }

    /** With as few rights as the charts give. */
    private static void run(String name, String image, List<String> options, List<String> arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("run", "--detach", "--name", containerOf(name)));
        command.addAll(restrictions());
        command.addAll(options);
        command.add(imageOf(image));
        command.addAll(arguments);
        containers.add(containerOf(name));
        engine.run(command);
    }

    private static List<String> restrictions() {
        return List.of(
                "--network",
                "host",
                "--read-only",
                "--tmpfs",
                "/tmp:exec",
                "--cap-drop",
                "ALL",
                "--security-opt",
                "no-new-privileges");
    }

    private static void awaitReady(String name, int port, String path) throws Exception {
        long deadline = System.nanoTime() + START.toNanos();
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(5))
                .build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            while (!answers(http, request)) {
                if (System.nanoTime() > deadline || !isRunning(name)) {
                    throw new IllegalStateException(
                            name + " is not ready:\n" + engine.run("logs", "--tail", "40", containerOf(name)));
                }
                Thread.sleep(200);
            }
        }
    }

    private static boolean answers(HttpClient http, HttpRequest request) throws InterruptedException {
        try {
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean isRunning(String name) throws IOException, InterruptedException {
        return engine.run("inspect", "--format", "{{.State.Running}}", containerOf(name))
                .equals("true");
    }

    @AfterAll
    static void stop() throws Exception {
        if (engine == null) {
            return;
        }
        for (String container : containers) {
            removeQuietly("rm", "--force", "--volumes", container);
        }
        if (servers != null) {
            servers.close();
        }
        for (String volume : List.of("data", "keys")) {
            removeQuietly("volume", "rm", "--force", volume(volume));
        }
        for (String image : engine.run("images", "--format", "{{.Repository}}:{{.Tag}}", PREFIX + "/*")
                .lines()
                .toList()) {
            removeQuietly("rmi", "--force", image);
        }
    }

    /** What is left behind must not keep the rest from being removed. */
    private static void removeQuietly(String... command) throws InterruptedException {
        try {
            engine.run(command);
        } catch (IOException e) {
            System.out.println(e.getMessage());
        }
    }

    @Test
    void serveABirder() throws Exception {
        try (Journey journey = new Journey("http://localhost:" + frontPort())) {
            journey.hearsARobin();
            journey.hearsADevice();
            journey.forgetsACapture();
        }
    }

    @Test
    void passTheCheckOfADeployment() throws Exception {
        List<String> command = new ArrayList<>(List.of("run", "--rm"));
        command.addAll(restrictions());
        command.addAll(List.of(imageOf("cli"), "smoke", "--url", "http://localhost:" + frontPort()));

        assertThat(engine.run(command)).endsWith("The deployment works.");
    }

    @Test
    void runAsNobodyInParticular() throws Exception {
        for (String name : containers) {
            assertThat(engine.run("inspect", "--format", "{{.Config.User}}", name))
                    .as(name)
                    .isEqualTo("10001:10001");
        }
    }

    @Test
    void listTheirParts() throws Exception {
        for (String image : images().toList()) {
            Path list = folder.resolve(image + ".json");
            String name = image.equals("cli") ? "front" : image;
            engine.run("cp", containerOf(name) + ":/opt/chirp/bom.json", list.toString());

            JsonNode bom = JsonMapper.shared().readTree(list);
            assertThat(bom.required("bomFormat").asString()).as(image).isEqualTo("CycloneDX");
            assertThat(bom.at("/metadata/component/name").asString()).isEqualTo(image);
            Set<String> parts = new HashSet<>();
            bom.required("components")
                    .forEach(part -> parts.add(part.required("name").asString() + "-"
                            + part.required("version").asString()));
            assertThat(jarsOf(image))
                    .isNotEmpty()
                    .allSatisfy(
                            jar -> assertThat(parts).as("%s in %s", jar, image).anyMatch(jar::startsWith));
        }
    }

    /** Other people's, from the folder that the image was built from. */
    private static List<String> jarsOf(String image) throws IOException {
        try (Stream<Path> jars =
                Files.list(REPOSITORY.resolve("target/images").resolve(image).resolve("lib"))) {
            return jars.map(jar -> jar.getFileName().toString()).toList();
        }
    }

    private static Stream<String> images() {
        return Stream.concat(PlatformServices.all().stream().map(PlatformService::name), Stream.of("cli"));
    }

    private static String imageOf(String name) {
        return "%s/%s:it".formatted(PREFIX, name);
    }

    private static String containerOf(String name) {
        return PREFIX + "-" + name;
    }

    private static String volume(String name) {
        return PREFIX + "-" + name;
    }

    private static int offset() {
        return Integer.parseInt(servers.environment().get("CHIRP_PORT_OFFSET"));
    }

    private static int frontPort() {
        return Integer.parseInt(servers.environment().get("CHIRP_FRONT_PORT"));
    }
}
