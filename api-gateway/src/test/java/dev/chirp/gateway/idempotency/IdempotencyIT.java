package dev.chirp.gateway.idempotency;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chirp.gateway.TestGateway;
import dev.chirp.gateway.TestGateway.Answer;
import dev.chirp.gateway.TestPipeline;
import dev.chirp.gateway.TestUser;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Creating requests that name themselves and come twice. */
class IdempotencyIT {
    private static final String DEVICES = "/api/v1/devices";
    private final TestGateway gateway = TestGateway.shared();
    private final TestUser user = gateway.newUser();
    private final String key = UUID.randomUUID().toString();

    @Test
    void getTheFirstAnswerAgain() {
        Answer first = create("Shed");
        Answer second = create("Shed");

        assertThat(first.status()).isEqualTo(201);
        assertThat(second.status()).isEqualTo(201);
        assertThat(second.body()).isEqualTo(first.body()).contains("chirp_dk_");
        assertThat(second.header("Location"))
                .isEqualTo(first.header("Location"))
                .isEqualTo(DEVICES + "/" + first.json().get("id").asString());
        assertThat(devices()).isEqualTo(1);
    }

    @Test
    void areRefusedWithAnotherBody() {
        create("Shed");

        Answer other = create("Kitchen");

        assertThat(other.status()).isEqualTo(422);
        assertThat(other.code()).isEqualTo("idempotency_key_reused");
        assertThat(devices()).isEqualTo(1);
    }

    @Test
    void createOnceWhenTheyComeTogether() throws Exception {
        Callable<Answer> create = () -> create("Shed");

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers = threads.invokeAll(java.util.Collections.nCopies(8, create));

            assertThat(answers)
                    .extracting(answer -> answer.resultNow().status())
                    .contains(201)
                    .containsAnyOf(201, 409)
                    .allMatch(status -> status == 201 || status == 409);
            assertThat(answers.stream()
                            .map(answer -> answer.resultNow())
                            .filter(answer -> answer.status() == 201)
                            .map(Answer::body)
                            .distinct())
                    .hasSize(1);
        }
        assertThat(devices()).isEqualTo(1);
    }

    @Test
    void areToldToWaitWhileTheFirstIsInFlight() {
        reserve("60 seconds");

        Answer second = create("Shed");

        assertThat(second.status()).isEqualTo(409);
        assertThat(second.code()).isEqualTo("request_in_flight");
        assertThat(Long.parseLong(second.header("Retry-After"))).isBetween(1L, 60L);
        assertThat(devices()).isZero();
    }

    @Test
    void takeOverFromOneThatNeverEnded() {
        reserve("-1 second");

        assertThat(create("Shed").status()).isEqualTo(201);
        assertThat(create("Shed").status()).isEqualTo(201);
        assertThat(devices()).isEqualTo(1);
    }

    @Test
    void areForgottenAfterADay() {
        create("Shed");
        assertThat(TestPipeline.value(
                        "SELECT expires_at BETWEEN now() + interval '23 hours 55 minutes' AND now() + interval"
                                + " '24 hours' FROM idempotency_key WHERE key = '" + key + "'"))
                .isEqualTo("t");
        TestPipeline.execute(
                "UPDATE idempotency_key SET expires_at = now() - interval '1 second' WHERE key = '" + key + "'");

        assertThat(create("Kitchen").status()).isEqualTo(201);
        assertThat(devices()).isEqualTo(2);
    }

    @Test
    void areSweptAwayWhenTheyAreForgotten() {
        create("Shed");
        TestPipeline.execute(
                "UPDATE idempotency_key SET expires_at = now() - interval '1 second' WHERE key = '" + key + "'");

        TestPipeline.execute("SELECT sweep_access(1000, interval '31 days')");

        assertThat(TestPipeline.value("SELECT count(*) FROM idempotency_key WHERE key = '" + key + "'"))
                .isEqualTo("0");
    }

    @Test
    void mayBeginAgainAfterAFailure() {
        Answer refused = create("");

        assertThat(refused.status()).isEqualTo(400);
        assertThat(create("Shed").status()).isEqualTo(201);
    }

    @Test
    void mayBeginAgainAfterAFailureInTheWork() {
        String keys = DEVICES + "/" + create("Shed").json().get("id").asString() + "/keys";
        assertThat(gateway.postJson(keys, Map.of(), user.bearer()).status()).isEqualTo(201);
        String[] named = TestGateway.with(user, "Idempotency-Key", key);

        assertThat(gateway.postJson(keys, Map.of(), named).code()).isEqualTo("too_many_keys");
        TestPipeline.execute("UPDATE device_key SET revoked_at = now() WHERE device_id = '" + keys.split("/")[4]
                + "' AND last_used_at IS NULL");

        assertThat(gateway.postJson(keys, Map.of(), named).status()).isEqualTo(201);
    }

    @Test
    void belongToTheirUserAndTheirRoute() {
        TestUser other = gateway.newUser();
        create("Shed");

        assertThat(gateway.postJson(DEVICES, Map.of("name", "Kitchen"), TestGateway.with(other, "Idempotency-Key", key))
                        .status())
                .isEqualTo(201);
        assertThat(gateway.postJson(
                                "/api/v1/oauth/clients",
                                Map.of("name", "cloud"),
                                TestGateway.with(user, "Idempotency-Key", key))
                        .status())
                .isEqualTo(201);
    }

    @Test
    void keepNoSecretThatTheDatabaseCouldRead() {
        String secret = create("Shed").json().get("key").asString();

        assertThat(TestPipeline.value("SELECT position(convert_to('" + secret
                        + "', 'UTF8') IN body) FROM idempotency_key" + " WHERE key = '" + key + "'"))
                .isEqualTo("0");
    }

    @Test
    void giveAClientItsSecretAgain() {
        String[] named = TestGateway.with(user, "Idempotency-Key", key);
        Map<String, String> client = Map.of("name", "cloud");

        Answer first = gateway.postJson("/api/v1/oauth/clients", client, named);
        Answer second = gateway.postJson("/api/v1/oauth/clients", client, named);

        assertThat(second.body()).isEqualTo(first.body()).contains("client_secret");
    }

    @Test
    void orderOneReplay() {
        TestUser ops = gateway.opsUser();
        TestPipeline.deadLetter(user);
        String[] named = TestGateway.with(ops, "Idempotency-Key", key);
        Map<String, Object> order = Map.of("filter", Map.of("user_id", user.id()), "reason", "again");

        Answer first = gateway.postJson("/api/v1/ops/replays", order, named);
        Answer second = gateway.postJson("/api/v1/ops/replays", order, named);

        assertThat(first.status()).isEqualTo(202);
        assertThat(second.status()).isEqualTo(202);
        assertThat(second.json().get("replay_id")).isEqualTo(first.json().get("replay_id"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "tab\there"})
    void areRefusedWithAKeyThatIsNone(String wrong) {
        Answer refused =
                gateway.postJson(DEVICES, Map.of("name", "Shed"), TestGateway.with(user, "Idempotency-Key", wrong));

        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.code()).isEqualTo("invalid_idempotency_key");
    }

    @Test
    void areRefusedWithAKeyThatIsTooLongOrTwo() {
        assertThat(name("k".repeat(255)).status()).isEqualTo(201);
        assertThat(name("k".repeat(256)).code()).isEqualTo("invalid_idempotency_key");
        assertThat(gateway.postJson(
                                DEVICES,
                                Map.of("name", "Shed"),
                                TestGateway.with(user, "Idempotency-Key", "a", "Idempotency-Key", "b"))
                        .code())
                .isEqualTo("invalid_idempotency_key");
    }

    private Answer name(String name) {
        return gateway.postJson(DEVICES, Map.of("name", "Shed"), TestGateway.with(user, "Idempotency-Key", name));
    }

    private Answer create(String name) {
        return gateway.postJson(DEVICES, Map.of("name", name), TestGateway.with(user, "Idempotency-Key", key));
    }

    private void reserve(String lease) {
        TestPipeline.execute("SELECT reserve_idempotency_key(" + user.id() + ", 'POST " + DEVICES + "', '" + key
                + "', gen_random_uuid(), interval '" + lease + "', interval '1 day')");
    }

    private long devices() {
        return gateway.get(DEVICES, user.bearer()).json().get("total").asLong();
    }
}
