package dev.chirp.gateway.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chirp.gateway.TestGateway;
import dev.chirp.gateway.TestGateway.Answer;
import dev.chirp.gateway.TestPipeline;
import dev.chirp.gateway.TestUser;
import dev.chirp.gateway.web.OpenApi.Operation;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every documented operation, generated from the description: without a token, with a token that lacks its scope, and
 * with the ids of somebody else. A route that is added without its protection fails here.
 */
class RouteAccessIT {
    private static final TestGateway GATEWAY = TestGateway.shared();
    private static final TestUser OWNER = GATEWAY.newUser();
    private static final Map<String, String> IDS = idsOf(OWNER);
    /** Of no user: what on-call works on. */
    private static final String OPS = "/api/v1/ops/";

    static Stream<Named<Operation>> all() {
        return operations(operation -> true);
    }

    static Stream<Named<Operation>> guarded() {
        return operations(operation -> !operation.isPublic());
    }

    static Stream<Named<Operation>> ofAnOwner() {
        return operations(operation -> !operation.isPublic()
                && operation.path().contains("{")
                && !operation.path().startsWith(OPS));
    }

    @ParameterizedTest
    @MethodSource("guarded")
    void needsAToken(Operation operation) {
        Answer refused = call(operation);

        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.header("WWW-Authenticate")).startsWith("Bearer");
        documented(operation, refused);
    }

    @ParameterizedTest
    @MethodSource("guarded")
    void needsItsScope(Operation operation) {
        Set<String> scopes = operation.scopes();
        assertThat(scopes).isNotEmpty();
        Stream.of("user", "device", "ops", "internal", "media", "")
                .filter(scope -> !scopes.contains(scope))
                // The signature of an address stands for the scope media, and only there.
                .filter(scope -> !(scope.equals("media") && operation.takesASignature()))
                .forEach(scope -> {
                    Answer refused = call(operation, "Authorization", "Bearer " + tokenWith(scope));
                    assertThat(refused.status()).as(scope).isEqualTo(403);
                    assertThat(refused.code()).isEqualTo("insufficient_scope");
                    documented(operation, refused);
                });
    }

    @ParameterizedTest
    @MethodSource("ofAnOwner")
    void hidesFromEverybodyWhatIsNotTheirs(Operation operation) {
        TestUser stranger = GATEWAY.newUser();

        Answer hidden = call(operation, stranger.bearer());

        assertThat(hidden.status()).isEqualTo(404);
        assertThat(hidden.code()).isEqualTo("not_found");
        documented(operation, hidden);
    }

    /** The same ids work for their owner, or else the test above would prove nothing. */
    @ParameterizedTest
    @MethodSource("ofAnOwner")
    void isThereForItsOwner(Operation operation) {
        TestUser owner = GATEWAY.newUser();

        Answer answer =
                GATEWAY.send(operation.method(), path(operation, idsOf(owner)), body(operation), owner.bearer());

        assertThat(answer.status()).isBetween(200, 299);
    }

    /** Nothing that stands in a header is a fault of ours; the first of these breaks the reader of Spring. */
    @ParameterizedTest
    @MethodSource("all")
    void answersHeadersThatNobodyCanRead(Operation operation) {
        TestUser user = GATEWAY.newUser();
        for (String value : List.of("\"\"\"\"\"di/ol15e1", "text/html; charset=none")) {
            for (String header : List.of("Accept", "Range", "If-None-Match", "If-Modified-Since")) {
                Answer answer = call(operation, "Authorization", user.bearer()[1], header, value);

                assertThat(answer.status()).as(header + ": " + value).isLessThan(500);
            }
            if (operation.method().equals("POST")) {
                Answer answer = GATEWAY.post(path(operation, IDS), value, BodyPublishers.ofString("{}"), user.bearer());

                assertThat(answer.status()).as("Content-Type: " + value).isLessThan(500);
            }
        }
    }

    @Test
    void listsNothingOfOthers() {
        TestUser stranger = GATEWAY.newUser();

        assertThat(GATEWAY.get("/api/v1/captures", stranger.bearer())
                        .json()
                        .get("total")
                        .asLong())
                .isZero();
        assertThat(GATEWAY.get("/api/v1/birds", stranger.bearer()).json()).isEmpty();
        assertThat(GATEWAY.get("/api/v1/devices", stranger.bearer())
                        .json()
                        .get("total")
                        .asLong())
                .isZero();
        assertThat(GATEWAY.get("/api/v1/oauth/clients", stranger.bearer())
                        .json()
                        .get("clients"))
                .isEmpty();
        assertThat(GATEWAY.get("/api/v1/events", stranger.bearer()).json().get("events"))
                .isEmpty();
    }

    @Test
    void knowsThatThereAreOperationsOfEachKind() {
        assertThat(guarded()).hasSizeGreaterThan(30);
        assertThat(ofAnOwner()).hasSizeGreaterThan(12);
    }

    private static Stream<Named<Operation>> operations(java.util.function.Predicate<Operation> which) {
        return OpenApi.operations().values().stream()
                .filter(which)
                .map(operation -> Named.of(operation.method() + " " + operation.path(), operation));
    }

    private static Answer call(Operation operation, String... headers) {
        return GATEWAY.send(operation.method(), path(operation, IDS), body(operation), headers);
    }

    /** A body that is good enough for each of them: what is not known to one is passed over. */
    private static Map<String, Object> body(Operation operation) {
        return operation.method().equals("GET") || operation.method().equals("DELETE")
                ? Map.of()
                : Map.of("correct", true, "name", "Feeder", "reason", "why");
    }

    private static String path(Operation operation, Map<String, String> ids) {
        String path = operation.path();
        String kind = path.startsWith("/api/v1/") ? path.split("/")[3] : "";
        return path.replace("{id}", ids.getOrDefault(kind, "00000000-0000-0000-0000-000000000000"))
                .replace("{key_id}", ids.get("keys"))
                .replace("{client_id}", ids.get("oauth"))
                .replace("{checksum}", "0".repeat(64));
    }

    /** A user's things, one of each kind, by the first part of their path. */
    private static Map<String, String> idsOf(TestUser user) {
        Map<String, String> ids = new HashMap<>();
        long capture = GATEWAY.capture(user);
        TestPipeline.identify(user, capture, "Sitta europaea", 0.9);
        ids.put("captures", String.valueOf(capture));
        ids.put(
                "birds",
                GATEWAY.get("/api/v1/birds", user.bearer()).json().at("/0/id").asString());
        var device = GATEWAY.postJson("/api/v1/devices", Map.of("name", "Shed"), user.bearer())
                .json();
        ids.put("devices", device.get("id").asString());
        ids.put("keys", device.get("key_id").asString());
        ids.put(
                "oauth",
                GATEWAY.postJson("/api/v1/oauth/clients", Map.of("name", "cloud"), user.bearer())
                        .json()
                        .get("client_id")
                        .asString());
        return ids;
    }

    private static String tokenWith(String scope) {
        return dev.chirp.gateway.auth.TestTokens.with(GATEWAY, OWNER.id(), scope);
    }

    private static void documented(Operation operation, Answer answer) {
        String type = answer.header("Content-Type").replaceAll(";.*", "");
        assertThat(OpenApi.violations(operation, answer.status(), type, answer.body()))
                .isEqualTo(List.of());
    }
}
