package dev.chirp.gateway.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chirp.embedded.RedisServer;
import dev.chirp.embedded.RedisSettings;
import dev.chirp.embedded.TestServers;
import dev.chirp.gateway.Await;
import dev.chirp.gateway.TestGateway;
import dev.chirp.gateway.TestGateway.Answer;
import dev.chirp.gateway.TestPipeline;
import dev.chirp.gateway.TestUser;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The limits of users, addresses and the instance, at the gateway's own door. */
class RateLimitIT {
    private static final String DEVICES = "/api/v1/devices";
    private static final Map<String, String> NO_DEVICE = Map.of("name", "");
    private final TestGateway gateway = TestGateway.shared();
    private final TestUser user = gateway.newUser();

    @Test
    void allowsSixtyChangesAMinuteAndSaysHowManyAreLeft() {
        Answer first = change();

        assertThat(first.status()).isEqualTo(400);
        assertThat(first.header("RateLimit-Policy")).isEqualTo("\"user\";q=60;w=60");
        assertThat(first.header("RateLimit")).matches("\"user\";r=59;t=\\d+");
        Answer refused = spend(this::change);
        assertThat(refused.code()).isEqualTo("rate_limited");
        assertThat(refused.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(refused.json().get("detail").asString()).isNotEmpty();
        assertThat(Long.parseLong(refused.header("Retry-After"))).isPositive();
        assertThat(refused.header("RateLimit")).matches("\"user\";r=0;t=\\d+");
        assertThat(refused.header("RateLimit-Policy")).isEqualTo("\"user\";q=60;w=60");
        assertThat(gateway.get(DEVICES, user.bearer()).status()).isEqualTo(200);
    }

    @Test
    void takesWhoComesBackTooEarlyForLonger() {
        spend(this::change);
        List<Long> pauses = new ArrayList<>();
        Await.until(() -> {
            Answer answer = change();
            if (answer.status() == 429) {
                pauses.add(Long.parseLong(answer.header("Retry-After")));
            }
            return pauses.stream().distinct().count() >= 3;
        });

        assertThat(pauses).isSorted();
        assertThat(pauses.getLast()).isGreaterThanOrEqualTo(4);
    }

    @Test
    void isOneBudgetForAllTokensClientsAndInstancesOfAUser() {
        TestUser again = gateway.signIn(user.id(), user.name(), TestUser.PASSWORD);
        Answer client = gateway.postJson("/api/v1/oauth/clients", Map.of("name", "cloud"), user.bearer());
        Answer token = gateway.postForm(
                "/api/v1/auth/token",
                Map.of(
                        "grant_type", "client_credentials",
                        "client_id", client.json().get("client_id").asString(),
                        "client_secret", client.json().get("client_secret").asString()));
        spend(this::change);

        String ofClient = token.json().get("access_token").asString();
        assertThat(spend(() -> gateway.postJson(DEVICES, NO_DEVICE, again.bearer()), 3)
                        .status())
                .isEqualTo(429);
        assertThat(spend(() -> gateway.postJson(DEVICES, NO_DEVICE, "Authorization", "Bearer " + ofClient), 3)
                        .status())
                .isEqualTo(429);
        try (TestGateway other = TestGateway.start(Map.of())) {
            Await.until(() -> redisDecides(other));
            assertThat(spend(() -> other.postJson(DEVICES, NO_DEVICE, user.bearer()), 20)
                            .status())
                    .isEqualTo(429);
        }
    }

    @Test
    void isNotPassedByHeadersNorBySpellingsOfAPath() {
        spend(this::change);
        List<Supplier<Answer>> detours = List.of(
                () -> change("X-Forwarded-For", "10.0.0." + user.id() % 250),
                () -> change("Forwarded", "for=10.0.0.1"),
                () -> change("X-Real-IP", "10.0.0.1"),
                () -> change("X-HTTP-Method-Override", "GET"),
                () -> change("X-Request-Id", UUID.randomUUID().toString()),
                () -> change("Idempotency-Key", UUID.randomUUID().toString()),
                () -> gateway.postJson(DEVICES + "/", NO_DEVICE, user.bearer()),
                () -> gateway.postJson("/api/v1/%64evices", NO_DEVICE, user.bearer()),
                () -> gateway.postJson(DEVICES + "?x=" + UUID.randomUUID(), NO_DEVICE, user.bearer()),
                () -> gateway.postJson("/api/v1/nothing/here", NO_DEVICE, user.bearer()),
                () -> gateway.patchJson(DEVICES + "/" + UUID.randomUUID(), NO_DEVICE, user.bearer()),
                () -> gateway.delete(DEVICES + "/" + UUID.randomUUID(), user.bearer()));

        for (Supplier<Answer> detour : detours) {
            assertThat(spend(detour, 3).status()).isEqualTo(429);
        }
        for (String refused : List.of("/api/v1/devices;a=b", "//api/v1/devices", "/api/v1/./devices")) {
            assertThat(gateway.postJson(refused, NO_DEVICE, user.bearer()).status())
                    .isIn(400, 429);
        }
    }

    @Test
    void leavesOtherUsersAlone() {
        spend(this::change);

        assertThat(gateway.postJson(DEVICES, NO_DEVICE, gateway.newUser().bearer())
                        .status())
                .isEqualTo(400);
    }

    @Test
    void auditsAHitOnceAMinute() {
        spend(this::change);
        for (int i = 0; i < 10; i++) {
            change();
        }

        String hits = "SELECT count(*) FROM audit_log WHERE action = 'rate_limit.hit' AND user_id = " + user.id();
        Await.until(() -> "1".equals(TestPipeline.value(hits)));
        assertThat(TestPipeline.value(hits)).isEqualTo("1");
    }

    @Test
    void goesOnAloneWhileRedisIsAwayAndShowsIt() {
        RedisServer redis =
                RedisServer.start(new RedisSettings(TestServers.folder().resolve("redis-limits"), 0));
        try (TestGateway alone =
                TestGateway.start(Map.of("chirp.redis.url", redis.url(), "chirp.limits.redis-timeout", "2s"))) {
            Await.until(() -> redisDecides(alone));
            redis.close();

            Answer refused = spend(() -> alone.postJson(DEVICES, NO_DEVICE, user.bearer()));

            assertThat(refused.status()).isEqualTo(429);
            assertThat(decisions(alone, "degraded")).isGreaterThanOrEqualTo(60);
        } finally {
            redis.close();
        }
    }

    @Test
    void limitsAddressesWithoutATokenAndBelievesNoHeaderAboutThem() {
        try (TestGateway strict = TestGateway.start(Map.of("chirp.limits.address-per-minute", "5"))) {
            Map<String, String> form = Map.of("grant_type", "refresh_token", "refresh_token", "unknown");

            Answer refused = spend(
                    () -> strict.postForm(
                            "/api/v1/auth/token",
                            form,
                            "X-Forwarded-For",
                            UUID.randomUUID().toString()),
                    10);

            assertThat(refused.header("RateLimit-Policy")).isEqualTo("\"address\";q=5;w=60");
            assertThat(strict.postJson("/api/v1/users", Map.of()).status()).isEqualTo(429);
            assertThat(strict.postForm("/api/v1/auth/revoke", Map.of("token", "x"))
                            .status())
                    .isEqualTo(429);
            assertThat(strict.postJson(DEVICES, NO_DEVICE, user.bearer()).status())
                    .isEqualTo(400);
        }
    }

    @Test
    void believesTheHeaderOfAProxyOfOurs() {
        try (TestGateway behind = TestGateway.start(
                Map.of("chirp.limits.address-per-minute", "5", "chirp.http.trusted-proxies", "127.0.0.1"))) {
            Map<String, String> form = Map.of("grant_type", "refresh_token", "refresh_token", "unknown");
            spend(() -> behind.postForm("/api/v1/auth/token", form, "X-Forwarded-For", "203.0.113.7"), 10);

            assertThat(behind.postForm("/api/v1/auth/token", form, "X-Forwarded-For", "203.0.113.8")
                            .status())
                    .isEqualTo(400);
            assertThat(behind.postForm("/api/v1/auth/token", form, "X-Forwarded-For", "198.51.100.1, 203.0.113.7")
                            .status())
                    .isEqualTo(429);
        }
    }

    @Test
    void stopsGuessingAtOnePasswordAndLetsOthersSignIn() {
        Map<String, String> guess =
                Map.of("grant_type", "password", "username", user.name(), "password", "not the password");

        try (TestGateway wary = TestGateway.start(Map.of("chirp.limits.sign-in-failures-per-minute", "10"))) {
            Answer refused = spend(() -> wary.postForm("/api/v1/auth/token", guess), 30);

            assertThat(refused.json().get("error").asString()).isEqualTo("temporarily_unavailable");
            assertThat(refused.header("Retry-After")).isNotNull();
            assertThat(wary.newUser().accessToken()).isNotEmpty();
        }
        Await.until(() -> "1"
                .equals(TestPipeline.value("SELECT count(*) FROM audit_log WHERE action = 'sign_in.failed' AND"
                        + " subject = 'user/" + user.id() + "'")));
    }

    @Test
    void refusesWhatIsMoreThanTheInstanceBears() {
        try (TestGateway small = TestGateway.start(Map.of("chirp.limits.instance-per-second", "20"))) {
            Answer refused = spend(() -> small.get("/api/v1/birds"), 2_000);

            assertThat(refused.header("RateLimit-Policy")).isEqualTo("\"instance\";q=20;w=1");
            assertThat(Stream.generate(() -> small.get("/health").status()).limit(50))
                    .containsOnly(200);
            assertThat(Stream.generate(() -> small.get("/.well-known/jwks.json").status())
                            .limit(50))
                    .containsOnly(200);
        }
    }

    private Answer change(String... headers) {
        return gateway.postJson(DEVICES, NO_DEVICE, TestGateway.with(user, headers));
    }

    private static Answer spend(Supplier<Answer> change) {
        return spend(change, 200);
    }

    /** Goes on until it is refused; a bucket fills up while it is emptied. */
    private static Answer spend(Supplier<Answer> change, int most) {
        for (int i = 0; i < most; i++) {
            Answer answer = change.get();
            if (answer.status() == 429) {
                return answer;
            }
        }
        throw new AssertionError("never refused");
    }

    private static boolean redisDecides(TestGateway gateway) {
        gateway.newUser();
        TestUser probe = gateway.newUser();
        double before = decisions(gateway, "allowed");
        gateway.postJson(DEVICES, NO_DEVICE, probe.bearer());
        return decisions(gateway, "allowed") > before;
    }

    private static double decisions(TestGateway gateway, String decision) {
        return gateway.context()
                .getBean(MeterRegistry.class)
                .counter("limits.decisions", "limit", "user", "decision", decision)
                .count();
    }
}
