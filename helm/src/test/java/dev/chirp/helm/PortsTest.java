package dev.chirp.helm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chirp.cli.front.Routes;
import dev.chirp.cli.front.Target;
import dev.chirp.cli.service.PlatformService;
import dev.chirp.cli.service.PlatformServices;
import dev.chirp.telemetry.ManagementServer;
import dev.chirp.telemetry.TelemetryConfiguration;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;

/** Ports and paths are those of the services. */
class PortsTest {
    private static final List<String> PROBES = List.of("startupProbe", "readinessProbe", "livenessProbe");

    @ParameterizedTest
    @EnumSource
    void asksTheManagementPortOnThreePaths(Profile profile) {
        for (JsonNode deployment : Charts.render(profile).ofKind("Deployment").toList()) {
            JsonNode container = Rendering.containerOf(deployment);

            assertThat(PROBES)
                    .extracting(
                            probe -> container.at("/" + probe + "/httpGet/path").asString())
                    .containsExactly("/health/startup", "/health/readiness", "/health/liveness");
            assertThat(PROBES)
                    .allMatch(probe -> container
                            .at("/" + probe + "/httpGet/port")
                            .asString()
                            .equals("management"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void opensThePortsOfTheServices(Profile profile) {
        for (JsonNode deployment : Charts.render(profile).ofKind("Deployment").toList()) {
            PlatformService service = PlatformServices.byName(
                            Rendering.nameOf(deployment).replace("-merge", ""))
                    .orElseThrow();
            Map<String, Integer> ports = ports(deployment);

            assertThat(ports).containsEntry("management", service.managementPort());
            assertThat(PropertiesOf.file(service.name())
                            .at("/chirp/management/port")
                            .asInt(service.managementPort()))
                    .isEqualTo(service.managementPort());
            assertThat(ports.getOrDefault("http", service.port())).isEqualTo(service.port());
            assertThat(ports.getOrDefault("grpc", PlatformServices.INTAKE_PORT))
                    .isEqualTo(PlatformServices.INTAKE_PORT);
            assertThat(ports.getOrDefault("frames", PlatformServices.FRAMES_TLS_PORT))
                    .isEqualTo(PlatformServices.FRAMES_TLS_PORT);
        }
    }

    @ParameterizedTest
    @EnumSource
    void sendsServicesToPortsThatPodsHave(Profile profile) {
        Rendering rendering = Charts.render(profile);
        for (JsonNode service : rendering.ofKind("Service").toList()) {
            JsonNode deployment = rendering.one(
                    "Deployment",
                    service.at("/spec/selector/app.kubernetes.io~1name").asString());

            for (JsonNode port : service.at("/spec/ports")) {
                assertThat(ports(deployment))
                        .containsEntry(
                                port.path("targetPort").asString(),
                                port.path("port").asInt());
            }
        }
    }

    /**
     * The management server that all services import answers these paths, so none of them is mistyped. No service is started:
     * that each of them opens the server, and says rightly how it is, are matters of its own tests.
     */
    @Test
    void answersEveryPathThatIsAsked() throws Exception {
        Set<String> paths = new TreeSet<>();
        Rendering rendering = Charts.render(Profile.HA);
        rendering
                .ofKind("Deployment")
                .forEach(deployment -> PROBES.forEach(probe -> paths.add(Rendering.containerOf(deployment)
                        .at("/" + probe + "/httpGet/path")
                        .asString())));
        rendering
                .ofKind("ServiceMonitor")
                .forEach(monitor ->
                        paths.add(monitor.at("/spec/endpoints/0/path").asString()));

        try (ConfigurableApplicationContext context = new SpringApplicationBuilder(TelemetryConfiguration.class)
                        .web(WebApplicationType.NONE)
                        .run("--spring.application.name=any", "--chirp.management.port=0");
                HttpClient client = HttpClient.newHttpClient()) {
            int port = context.getBean(ManagementServer.class).port();
            assertThat(paths).hasSize(4);
            for (String path : paths) {
                HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .build();
                assertThat(client.send(request, HttpResponse.BodyHandlers.ofString())
                                .statusCode())
                        .as(path)
                        .isEqualTo(200);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/",
        "/api/v1/captures",
        "/api/v1/filesystem",
        "/sprites/x.png",
        "/.well-known/jwks.json",
        "/ws",
        "/ws/events",
        "/wsx",
        "/ingest/v1/clips",
        "/ingest/v1/stream",
        "/api/v1/files/initiate",
        "/api/v1/tus",
        "/api/v1/tus/17"
    })
    void routesAsTheFrontDoes(String path) {
        String byIngress =
                serviceOf(path, ingressRoutes(Charts.render(Profile.HA).one("Ingress", "front")));
        String byGateway =
                serviceOf(path, gatewayRoutes(Charts.render(Profile.HA_MTLS).one("HTTPRoute", "front")));

        assertThat(byIngress).isEqualTo(nameOf(Routes.of(path)));
        assertThat(byGateway).isEqualTo(byIngress);
    }

    @Test
    void leavesSocketsOpen() {
        JsonNode ingress = Charts.render(Profile.HA).one("Ingress", "front");
        JsonNode route = Charts.render(Profile.HA_MTLS).one("HTTPRoute", "front");

        assertThat(ingress.at("/metadata/annotations/nginx.ingress.kubernetes.io~1proxy-read-timeout")
                        .asString())
                .isEqualTo("3600");
        assertThat(ingress.at("/spec/tls/0/secretName").asString()).isEqualTo("chirp-tls");
        for (JsonNode rule : route.at("/spec/rules")) {
            boolean sockets = !rule.at("/backendRefs/0/name").asString().equals("chirp-api-gateway");
            assertThat(rule.at("/timeouts/request").asString("none")).isEqualTo(sockets ? "0s" : "none");
        }
    }

    /** A name that reads as a number in YAML is no name to the API server. */
    @Test
    void writesTheHostAsText() {
        Map<String, Object> host = Map.of("exposure.host", "1.5");
        JsonNode ingress =
                Charts.render(Profile.HA, Charts.KUBERNETES.getLast(), host).one("Ingress", "front");
        JsonNode route = Charts.render(Profile.HA_MTLS, Charts.KUBERNETES.getLast(), host)
                .one("HTTPRoute", "front");

        assertThat(ingress.at("/spec/rules/0/host").isString()).isTrue();
        assertThat(ingress.at("/spec/tls/0/hosts/0").isString()).isTrue();
        assertThat(route.at("/spec/hostnames/0").isString()).isTrue();
    }

    private static Map<String, Integer> ports(JsonNode deployment) {
        Map<String, Integer> ports = new TreeMap<>();
        for (JsonNode port : Rendering.containerOf(deployment).path("ports")) {
            ports.put(port.path("name").asString(), port.path("containerPort").asInt());
        }
        return ports;
    }

    private static Map<String, String> ingressRoutes(JsonNode ingress) {
        Map<String, String> routes = new TreeMap<>();
        for (JsonNode path : ingress.at("/spec/rules/0/http/paths")) {
            routes.put(
                    path.path("path").asString(),
                    path.at("/backend/service/name").asString());
        }
        return routes;
    }

    private static Map<String, String> gatewayRoutes(JsonNode route) {
        Map<String, String> routes = new TreeMap<>();
        for (JsonNode rule : route.at("/spec/rules")) {
            for (JsonNode match : rule.path("matches")) {
                routes.put(
                        match.at("/path/value").asString(),
                        rule.at("/backendRefs/0/name").asString());
            }
        }
        return routes;
    }

    /** By Kubernetes' rule for prefixes: whole elements of a path, the longest one wins. */
    private static String serviceOf(String path, Map<String, String> routes) {
        return routes.entrySet().stream()
                .filter(route -> route.getKey().equals("/")
                        || path.equals(route.getKey())
                        || path.startsWith(route.getKey() + "/"))
                .max(Map.Entry.comparingByKey((one, other) -> one.length() - other.length()))
                .orElseThrow()
                .getValue();
    }

    private static String nameOf(Target target) {
        return "chirp-" + target.service();
    }
}
