package dev.chirp.gateway.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chirp.gateway.TestGateway;
import dev.chirp.gateway.TestGateway.Answer;
import dev.chirp.gateway.TestPipeline;
import dev.chirp.gateway.TestUser;
import dev.chirp.gateway.TestWav;
import dev.chirp.gateway.problem.ProblemType;
import dev.chirp.gateway.web.OpenApi.Operation;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.web.reactive.result.method.annotation.RequestMappingHandlerMapping;

/** The description of the API against the running gateway. */
class OpenApiIT {
    private final TestGateway gateway = TestGateway.shared();
    private final TestUser user = gateway.newUser();
    private final TestUser other = gateway.newUser();

    @Test
    void documentsEveryRouteAndNoOther() {
        Set<String> routes = new TreeSet<>(Set.of("GET /openapi.json"));
        gateway.context()
                .getBean("requestMappingHandlerMapping", RequestMappingHandlerMapping.class)
                .getHandlerMethods()
                .keySet()
                .forEach(mapping -> mapping.getMethodsCondition()
                        .getMethods()
                        .forEach(method -> mapping.getPatternsCondition()
                                .getPatterns()
                                .forEach(pattern -> routes.add(method + " "
                                        + pattern.getPatternString()
                                                .replaceAll(":[^}]*}+", "}")
                                                .replace("}}", "}")))));

        assertThat(OpenApi.operations().keySet()).containsExactlyInAnyOrderElementsOf(routes);
    }

    @Test
    void listsEveryCodeOfAProblem() {
        String document = gateway.get("/openapi.json").body();

        assertThat(Arrays.stream(ProblemType.values()).map(ProblemType::code))
                .allSatisfy(code -> assertThat(document).contains("\"" + code + "\""));
    }

    @Test
    void answersAsDocumented() {
        long processed = gateway.capture(user);
        TestPipeline.identify(user, processed, "Turdus migratorius", 0.9);
        long failed = gateway.capture(user);
        TestPipeline.fail(user, failed);
        long bird =
                gateway.get("/api/v1/birds", user.bearer()).json().at("/0/id").asLong();
        Answer device = gateway.postJson("/api/v1/devices", Map.of("name", "Shed"), user.bearer());
        String deviceId = device.json().get("id").asString();
        Set<String> seen = new HashSet<>();

        check(seen, "POST", "/api/v1/devices", device);
        check(seen, "POST", "/api/v1/devices", gateway.postJson("/api/v1/devices", Map.of("name", ""), user.bearer()));
        check(seen, "POST", "/api/v1/captures", gateway.upload(user, "a.wav", TestWav.ofSeconds(1)));
        check(seen, "POST", "/api/v1/captures", gateway.upload(user, "a.wav", new byte[0]));
        check(seen, "POST", "/api/v1/captures", gateway.upload(user, "a.wav", new byte[100]));
        String signUp = "/api/v1/users";
        String name = "n" + System.nanoTime();
        Map<String, String> account =
                Map.of("username", name, "email", name + "@example.org", "password", "0123456789");
        check(seen, "POST", signUp, gateway.postJson(signUp, account));
        check(seen, "POST", signUp, gateway.postJson(signUp, account));
        check(seen, "POST", signUp, gateway.postJson(signUp, Map.of()));
        String token = "/api/v1/auth/token";
        check(
                seen,
                "POST",
                token,
                gateway.postForm(token, Map.of("grant_type", "password", "username", name, "password", "0123456789")));
        check(
                seen,
                "POST",
                token,
                gateway.postForm(token, Map.of("grant_type", "password", "username", name, "password", "wrong")));
        check(seen, "POST", token, gateway.postForm(token, Map.of("grant_type", "magic")));
        String refresh = "/api/v1/auth/refresh";
        check(seen, "POST", refresh, gateway.postJson(refresh, Map.of("refresh_token", other.refreshToken())));
        check(seen, "POST", refresh, gateway.postJson(refresh, Map.of("refresh_token", "unknown")));
        String ticket = "/api/v1/auth/ws-ticket";
        check(seen, "POST", ticket, gateway.postJson(ticket, Map.of(), user.bearer()));
        String review = "/api/v1/captures/" + processed + "/review";
        check(seen, "POST", review, gateway.postJson(review, Map.of("correct", true), user.bearer()));
        check(seen, "POST", review, gateway.postJson(review, Map.of(), user.bearer()));
        String unfinished = "/api/v1/captures/" + failed + "/review";
        check(seen, "POST", unfinished, gateway.postJson(unfinished, Map.of("correct", true), user.bearer()));
        for (String path : List.of(
                "/api/v1/captures",
                "/api/v1/captures/" + processed,
                "/api/v1/captures/" + failed,
                "/api/v1/captures/" + processed + "/links",
                "/api/v1/captures/" + processed + "/audio",
                "/api/v1/captures/" + processed + "/spectrogram.png",
                "/api/v1/birds",
                "/api/v1/birds/" + bird,
                "/api/v1/devices",
                "/api/v1/devices/" + deviceId,
                "/api/v1/events",
                "/status.json",
                "/health",
                "/openapi.json",
                "/.well-known/jwks.json",
                "/sprites/placeholder.png",
                "/sprites/aaaaaaaaaaaaaaaa.png",
                "/sprites/aaaaaaaaaaaaaaaa-idle.png")) {
            check(seen, "GET", path, gateway.get(path, user.bearer()));
        }
        check(seen, "GET", "/api/v1/captures", gateway.get("/api/v1/captures?page=x", user.bearer()));
        check(seen, "GET", "/api/v1/captures/x", gateway.get("/api/v1/captures/x", user.bearer()));
        check(
                seen,
                "DELETE",
                "/api/v1/captures/" + failed,
                gateway.delete("/api/v1/captures/" + failed, user.bearer()));

        access(seen, deviceId);
        operations(seen);

        assertThat(seen)
                .containsExactlyInAnyOrderElementsOf(OpenApi.operations().values().stream()
                        .map(Operation::id)
                        .toList());
    }

    private void access(Set<String> seen, String deviceId) {
        String device = "/api/v1/devices/" + deviceId;
        check(seen, "PATCH", device, gateway.patchJson(device, Map.of("name", "Barn"), user.bearer()));
        check(seen, "PATCH", device, gateway.patchJson(device, Map.of("name", ""), user.bearer()));
        String keys = device + "/keys";
        Answer key = gateway.postJson(keys, Map.of(), user.bearer());
        check(seen, "POST", keys, key);
        check(seen, "POST", keys, gateway.postJson(keys, Map.of(), user.bearer()));
        check(seen, "GET", keys, gateway.get(keys, user.bearer()));
        String one = keys + "/" + key.json().get("key_id").asString();
        check(seen, "DELETE", one, gateway.delete(one, user.bearer()));
        check(seen, "DELETE", device, gateway.delete(device, user.bearer()));
        String clients = "/api/v1/oauth/clients";
        Answer client = gateway.postJson(clients, Map.of("name", "cloud"), user.bearer());
        check(seen, "POST", clients, client);
        check(seen, "POST", clients, gateway.postJson(clients, Map.of("name", "x", "scopes", "ops"), user.bearer()));
        check(seen, "GET", clients, gateway.get(clients, user.bearer()));
        String token = "/api/v1/auth/token";
        Map<String, String> credentials = Map.of(
                "grant_type", "client_credentials",
                "client_id", client.json().get("client_id").asString(),
                "client_secret", client.json().get("client_secret").asString());
        check(seen, "POST", token, gateway.postForm(token, credentials));
        check(seen, "POST", token, gateway.postForm(token, Map.of("grant_type", "client_credentials")));
        String mine = clients + "/" + client.json().get("client_id").asString();
        check(seen, "DELETE", mine, gateway.delete(mine, user.bearer()));
        String revoke = "/api/v1/auth/revoke";
        check(seen, "POST", revoke, gateway.postForm(revoke, Map.of("token", "unknown")));
        check(seen, "POST", revoke, gateway.postForm(revoke, Map.of("x", "y")));
        check(
                seen,
                "POST",
                clients,
                gateway.postJson(clients, Map.of("name", "x"), TestGateway.with(user, "Idempotency-Key", "a b")));
    }

    private void operations(Set<String> seen) {
        TestUser ops = gateway.opsUser();
        UUID letter = TestPipeline.deadLetter(user);
        String letters = "/api/v1/ops/dead-letters";
        check(seen, "GET", letters, gateway.get(letters + "?state=OPEN&user_id=" + user.id(), ops.bearer()));
        check(seen, "GET", letters, gateway.get(letters + "?colour=red", ops.bearer()));
        check(seen, "GET", letters + "/" + letter, gateway.get(letters + "/" + letter, ops.bearer()));
        String edit = letters + "/" + letter + "/edit";
        Map<String, Object> payload = TestPipeline.acceptedPayload(user, 7);
        check(seen, "POST", edit, gateway.postJson(edit, Map.of("payload", payload, "reason", "why"), ops.bearer()));
        check(seen, "POST", edit, gateway.postJson(edit, Map.of("payload", 3, "reason", "why"), ops.bearer()));
        String replays = "/api/v1/ops/replays";
        Answer replay = gateway.postJson(
                replays, Map.of("filter", Map.of("user_id", user.id()), "reason", "why"), ops.bearer());
        check(seen, "POST", replays, replay);
        check(seen, "POST", replays, gateway.postJson(replays, Map.of(), ops.bearer()));
        check(seen, "GET", replays, gateway.get(replays, ops.bearer()));
        String one = replays + "/" + replay.json().get("replay_id").asString();
        check(seen, "GET", one, gateway.get(one, ops.bearer()));
        for (String action : List.of("/pause", "/resume", "/cancel", "/cancel")) {
            check(seen, "POST", one + action, gateway.postJson(one + action, Map.of(), ops.bearer()));
        }
        String discard = letters + "/" + letter + "/discard";
        check(seen, "POST", discard, gateway.postJson(discard, Map.of("reason", "why"), ops.bearer()));
        check(seen, "POST", discard, gateway.postJson(discard, Map.of("reason", "why"), ops.bearer()));
        TestPipeline.hold("dlq.openapi", user, 1, 2);
        String held = "/api/v1/ops/held";
        check(seen, "GET", held, gateway.get(held, ops.bearer()));
        Map<String, Object> order =
                Map.of("stream", "dlq.openapi", "key", String.valueOf(user.id()), "seq", 1, "reason", "why");
        for (String action : List.of("/discard", "/discard", "/release")) {
            check(seen, "POST", held + action, gateway.postJson(held + action, order, ops.bearer()));
        }
        check(seen, "POST", held + "/release", gateway.postJson(held + "/release", Map.of(), ops.bearer()));
        check(seen, "GET", "/api/v1/audit", gateway.get("/api/v1/audit", ops.bearer()));
    }

    private static void check(Set<String> seen, String method, String path, Answer answer) {
        Operation operation = OpenApi.operations().values().stream()
                .filter(one -> one.method().equals(method) && (one.path().equals(path) || one.takes(path)))
                .min(java.util.Comparator.comparing(one -> one.path().contains("{")))
                .orElseThrow();
        seen.add(operation.id());
        assertThat(violations(operation, answer)).as(method + " " + path).isEmpty();
    }

    private static List<String> violations(Operation operation, Answer answer) {
        String type = answer.header("Content-Type");
        if (type != null && !type.contains("json")) {
            return operation.node().get("responses").has(String.valueOf(answer.status()))
                    ? List.of()
                    : List.of("undocumented status");
        }
        return OpenApi.violations(
                operation, answer.status(), type == null ? "" : type.replaceAll(";.*", ""), answer.body());
    }
}
