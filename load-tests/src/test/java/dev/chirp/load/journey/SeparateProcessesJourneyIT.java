package dev.chirp.load.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.chirp.cli.service.PlatformServices;
import dev.chirp.load.journey.Collector.Exported;
import dev.chirp.load.meter.Scrape;
import dev.chirp.load.process.ChirpProcess;
import dev.chirp.load.process.SeparatePlatform;
import dev.chirp.load.process.TracingAgent;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * The same journey with every service as a process of its own, whatever the order of their start, and what people on call
 * see of it: each upload is one trace, each panel of the dashboards has data.
 */
class SeparateProcessesJourneyIT {
    private static final int SPANS_OF_AN_UPLOAD = 9;
    private static final Path CHART = Path.of("..", "helm", "charts", "chirp-neighbor");
    private static final Pattern METER = Pattern.compile("\\b[a-z0-9]+(?:_[a-z0-9]+)+(?=[{\\[])");
    /** Of what is not used here (S3, TLS, diffusion, a broker's exporter), or only counts what should not happen. */
    private static final Set<String> NOT_HERE = Set.of(
            "art_diffusion_pictures_total",
            "kafka_server_replicamanager_underreplicatedpartitions",
            "storage_s3_breaker",
            "storage_s3_latency_seconds_count",
            "ingest_tls_handshakes_total",
            "consumer_deadletters_open",
            "consumer_deadletters_oldest_age_seconds",
            "gateway_intake_refused_total",
            "ingest_clips_refused_total");

    private static final Duration SHOWN_WITHIN = Duration.ofSeconds(30);

    @TempDir
    static Path folder;

    private static Collector collector;
    private static SeparatePlatform platform;
    private static Optional<Prometheus> prometheus = Optional.empty();
    private static Optional<Zipkin> zipkin = Optional.empty();

    @BeforeAll
    static void start() throws Exception {
        long seed = System.nanoTime();
        System.out.println("order of the start from seed " + seed);
        collector = new Collector();
        zipkin = Zipkin.start(folder);
        List<String> exporters = zipkin.map(server -> List.of(
                        "-Dotel.traces.exporter=otlp,zipkin", "-Dotel.exporter.zipkin.endpoint=" + server.spans()))
                .orElse(List.of());
        platform = SeparatePlatform.start(
                folder, new Random(seed), new TracingAgent(collector.url(), 1, exporters)::jvmOptions);
        prometheus = Prometheus.start(folder.resolve("prometheus"), managementPorts());
    }

    @AfterAll
    static void stop() throws Exception {
        if (prometheus.isPresent()) {
            prometheus.get().close();
        }
        if (zipkin.isPresent()) {
            zipkin.get().close();
        }
        if (platform != null) {
            platform.close();
        }
        collector.close();
    }

    @Test
    void servesABirder() throws Exception {
        try (Journey journey = new Journey(platform.url())) {
            journey.hearsARobin();
            journey.hearsADevice();
            journey.forgetsACapture();
            journey.leavesNoSecretIn(folder);
        }
    }

    @Test
    void anUploadIsOneTrace() throws Exception {
        try (Journey journey = new Journey(platform.url())) {
            String traceparent = newTraceparent();
            journey.uploads("Northern Cardinal", traceparent);

            List<Exported> trace = collector.trace(traceparent.substring(3, 35), SPANS_OF_AN_UPLOAD);

            assertThat(trace)
                    .extracting(Exported::toString)
                    .containsExactlyInAnyOrder(
                            "api-gateway SERVER POST /api/v1/captures",
                            "outbox-relay PRODUCER send chirp.capture.accepted.v1",
                            "classify-worker CONSUMER process chirp.capture.accepted.v1",
                            // classified, without a picture
                            "outbox-relay PRODUCER send chirp.capture.results.v1",
                            "notify-fanout CONSUMER process chirp.capture.results.v1",
                            "outbox-relay PRODUCER send chirp.art.requested.v1",
                            "art-worker CONSUMER process chirp.art.requested.v1",
                            // processed, with it
                            "outbox-relay PRODUCER send chirp.capture.results.v1",
                            "notify-fanout CONSUMER process chirp.capture.results.v1");
            Set<String> ids = trace.stream().map(Exported::id).collect(Collectors.toSet());
            assertThat(trace).filteredOn(span -> !ids.contains(span.parent())).hasSize(1);
            for (String service : List.of("api-gateway", "classify-worker", "notify-fanout")) {
                try (DirectoryStream<Path> logs = Files.newDirectoryStream(folder, service + "-*.log")) {
                    assertThat(Files.readString(logs.iterator().next()))
                            .as(service)
                            .contains("\"trace_id\":\"" + traceparent.substring(3, 35) + "\"");
                }
            }
        }
    }

    @Test
    void anUploadIsFoundInZipkin() throws Exception {
        assumeTrue(zipkin.isPresent(), "Zipkin is not there (./mvnw -Pzipkin)");
        try (Journey journey = new Journey(platform.url())) {
            String traceparent = newTraceparent();
            journey.uploads("Blue Jay", traceparent);
            String trace = traceparent.substring(3, 35);

            long deadline = System.nanoTime() + SHOWN_WITHIN.toNanos();
            while (zipkin.get().servicesOf(trace).size() < 4 && System.nanoTime() < deadline) {
                Thread.sleep(200);
            }
            assertThat(zipkin.get().servicesOf(trace))
                    .contains("api-gateway", "classify-worker", "notify-fanout", "outbox-relay");
            assertThat(zipkin.get().find("classify-worker", "process chirp.capture.accepted.v1"))
                    .contains(trace);
        }
    }

    private static String newTraceparent() {
        return "00-%016x%016x-00f067aa0ba902b7-01".formatted(System.nanoTime(), System.nanoTime());
    }

    /** A panel without data in a running system asks for what nobody tells. */
    @Test
    void everyPanelHasData() throws Exception {
        assumeTrue(prometheus.isPresent(), "prometheus is not installed (Debian: prometheus)");
        try (Journey journey = new Journey(platform.url())) {
            journey.hearsARobin();
            String key = journey.newDevice().required("key").asString();
            try (ChirpProcess frames = ChirpProcess.start(
                    "device-check",
                    folder,
                    List.of("-Xmx128m"),
                    List.of("device-check", platform.urlOf("device-ingest").replace("http", "ws"), "--key", key))) {
                journey.hearsADevice();
                assertThat(frames.awaitExit()).as(frames.tail()).isZero();

                long deadline = System.nanoTime() + SHOWN_WITHIN.toNanos();
                List<String> empty = emptyPanels();
                while (!empty.isEmpty() && System.nanoTime() < deadline) {
                    Thread.sleep(1_000);
                    empty = emptyPanels();
                }
                assertThat(empty).isEmpty();
                assertThat(metersOfAlerts())
                        .filteredOn(meter -> isUnknown(meter))
                        .isEmpty();
            }
        }
    }

    /** With its tags and their values: no series is added by a user, a device, a recording. */
    @Test
    void everySeriesIsDocumented() throws Exception {
        try (Journey journey = new Journey(platform.url());
                HttpClient http = HttpClient.newHttpClient()) {
            journey.hearsARobin();
            journey.hearsADevice();
            for (int port : managementPorts()) {
                HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics"))
                        .build();
                String text =
                        http.send(request, HttpResponse.BodyHandlers.ofString()).body();
                Scrape scrape = new Scrape(text);

                assertThat(scrape.series()).hasSizeGreaterThan(60);
                assertThat(scrape.contradictions()).isEmpty();
            }
        }
    }

    /** From a slow bucket of a histogram to the trace that was in it. */
    @Test
    void latenciesNameATrace() throws Exception {
        try (Journey journey = new Journey(platform.url());
                HttpClient http = HttpClient.newHttpClient()) {
            journey.uploads("Blue Jay", newTraceparent());
            HttpRequest request = HttpRequest.newBuilder(
                            URI.create("http://127.0.0.1:" + managementPorts().getFirst() + "/metrics"))
                    .header("Accept", "application/openmetrics-text; version=1.0.0")
                    .build();

            String text =
                    http.send(request, HttpResponse.BodyHandlers.ofString()).body();

            assertThat(text.lines())
                    .anySatisfy(line -> assertThat(line)
                            .matches(
                                    "http_server_requests_seconds_bucket\\{.*} .* # \\{.*trace_id=\"[0-9a-f]{32}\".*"));
        }
    }

    private static List<Integer> managementPorts() {
        int offset = Integer.parseInt(platform.environment().get("CHIRP_PORT_OFFSET"));
        return PlatformServices.all().stream()
                .map(service -> service.managementPort() + offset)
                .toList();
    }

    private static List<String> emptyPanels() throws Exception {
        List<String> empty = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(CHART.resolve("dashboards"), "*.yaml")) {
            for (Path file : files) {
                for (JsonNode panel : new YAMLMapper().readTree(file).path("panels")) {
                    for (JsonNode query : panel.path("queries")) {
                        String expression = query.path("expr").asString().replace("$namespace", "test");
                        if (isEmpty(expression)) {
                            empty.add(file.getFileName() + " "
                                    + panel.path("title").asString() + ": " + expression);
                        }
                    }
                }
            }
        }
        return empty;
    }

    /** What falls back to zero says nothing of its meters: they have to be there, or be known to come only elsewhere. */
    private static boolean isEmpty(String expression) throws Exception {
        if (prometheus.orElseThrow().query(expression).isEmpty()) {
            return true;
        }
        return METER.matcher(expression).results().map(MatchResult::group).anyMatch(meter -> isUnknown(meter));
    }

    private static Set<String> metersOfAlerts() throws Exception {
        Set<String> meters = new TreeSet<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(CHART.resolve("alerts"), "*.yaml")) {
            for (Path file : files) {
                new YAMLMapper()
                        .readTree(file)
                        .findValuesAsString("expr")
                        .forEach(expression -> METER.matcher(expression)
                                .results()
                                .map(MatchResult::group)
                                .forEach(meters::add));
            }
        }
        return meters;
    }

    private static boolean isUnknown(String meter) {
        try {
            return !NOT_HERE.contains(meter)
                    && prometheus.orElseThrow().query(meter).isEmpty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
