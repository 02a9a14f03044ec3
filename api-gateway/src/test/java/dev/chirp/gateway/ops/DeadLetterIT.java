package dev.chirp.gateway.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chirp.gateway.TestGateway;
import dev.chirp.gateway.TestGateway.Answer;
import dev.chirp.gateway.TestPipeline;
import dev.chirp.gateway.TestUser;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What on-call can see and order; that a running consumer obeys is shown where its runtime is. */
class DeadLetterIT {
    private static final String LETTERS = "/api/v1/ops/dead-letters";
    private static final String REPLAYS = "/api/v1/ops/replays";

    private final TestGateway gateway = TestGateway.shared();
    private final TestUser user = gateway.newUser();
    private final TestUser ops = gateway.opsUser();

    private JsonNode get(String path) {
        Answer answer = gateway.get(path, ops.bearer());
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json();
    }

    private Answer post(String path, Map<String, Object> body) {
        return gateway.postJson(path, body, ops.bearer());
    }

    private List<String> ids(String query) {
        return get(LETTERS + "?user_id=" + user.id() + query)
                .get("dead_letters")
                .valueStream()
                .map(letter -> letter.get("dlq_id").asString())
                .toList();
    }

    @Test
    void findsByEveryFilter() {
        UUID first = TestPipeline.deadLetter(user);
        UUID second = TestPipeline.deadLetter(user);
        post(LETTERS + "/" + second + "/discard", Map.of("reason", "a test"));

        assertThat(ids("")).containsExactly(second.toString(), first.toString());
        assertThat(ids("&state=OPEN")).containsExactly(first.toString());
        assertThat(ids("&state=DISCARDED")).containsExactly(second.toString());
        assertThat(ids("&topic=chirp.capture.accepted.v1&group=classify-worker&reason=classification_failed"))
                .hasSize(2);
        assertThat(ids("&error_class=java.lang.IllegalStateException")).hasSize(2);
        assertThat(ids("&q=uploads%2Fx")).hasSize(2);
        assertThat(ids("&q=no-such-text")).isEmpty();
        assertThat(ids("&topic=other")).isEmpty();
        assertThat(ids("&from=2020-01-01T00:00:00Z&to=2020-02-01T00:00:00Z")).isEmpty();
        assertThat(ids("&page=2&size=1")).containsExactly(first.toString());
    }

    @Test
    void editsWithADiffAndKeepsWhatItWas() {
        UUID letter = TestPipeline.deadLetter(user);
        Map<String, Object> payload = new TreeMap<>(TestPipeline.acceptedPayload(user, 99));
        payload.put("note", "added");

        JsonNode edited = post(LETTERS + "/" + letter + "/edit", Map.of("payload", payload, "reason", "wrong capture"))
                .json();

        assertThat(edited.get("diff")
                        .valueStream()
                        .map(change -> change.get("path").asString()))
                .containsExactly("/capture_id", "/note");
        assertThat(edited.at("/diff/0/before").asInt()).isEqualTo(1);
        assertThat(edited.at("/diff/0/after").asInt()).isEqualTo(99);
        JsonNode shown = get(LETTERS + "/" + letter);
        assertThat(shown.at("/payload/capture_id").asInt()).isEqualTo(99);
        assertThat(shown.get("edited").asBoolean()).isTrue();
        assertThat(shown.get("history")
                        .valueStream()
                        .map(entry -> entry.get("action").asString()))
                .containsExactly("dead_letter.arrived", "dead_letter.edited");
        assertThat(shown.at("/history/1/user_id").asLong()).isEqualTo(ops.id());
    }

    @Test
    void refusesAPayloadThatIsNoEventOfItsType() {
        UUID letter = TestPipeline.deadLetter(user);

        Answer refused = post(
                LETTERS + "/" + letter + "/edit", Map.of("payload", Map.of("capture_id", "x"), "reason", "a test"));

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.json().get("detail").asString()).startsWith("payload: is no chirp.capture.accepted");
    }

    @Test
    void discardsOnceAndSaysThatItBreaksTheOrder() {
        UUID letter = TestPipeline.deadLetter(user);

        Answer first = post(LETTERS + "/" + letter + "/discard", Map.of("reason", "a test recording"));
        Answer again = post(LETTERS + "/" + letter + "/discard", Map.of("reason", "a test recording"));

        assertThat(first.status()).isEqualTo(200);
        assertThat(again.status()).isEqualTo(409);
        assertThat(again.code()).isEqualTo("dead_letter_settled");
        JsonNode audit = get("/api/v1/audit?action=dead_letter.discarded&user_id=" + ops.id());
        assertThat(audit.at("/entries/0/subject").asString()).isEqualTo("dead-letter/" + letter);
        assertThat(audit.at("/entries/0/detail/order_broken").asBoolean()).isTrue();
        assertThat(audit.at("/entries/0/detail/reason").asString()).isEqualTo("a test recording");
    }

    @Test
    void takesALetterIntoOneReplayOnly() {
        UUID letter = TestPipeline.deadLetter(user);
        Map<String, Object> order = Map.of("dlq_ids", List.of(letter), "reason", "the model is back");

        JsonNode first = post(REPLAYS, order).json();
        JsonNode second = post(REPLAYS, order).json();

        assertThat(first.get("matched").asInt()).isEqualTo(1);
        assertThat(first.get("state").asString()).isEqualTo("RUNNING");
        assertThat(first.at("/items/0/dlq_id").asString()).isEqualTo(letter.toString());
        assertThat(second.get("matched").asInt()).isZero();
        assertThat(second.get("state").asString()).isEqualTo("DONE");
        assertThat(ids("&state=REPLAYING")).containsExactly(letter.toString());
    }

    @Test
    void takesNothingInADryRun() {
        TestPipeline.deadLetter(user);

        JsonNode replay = post(
                        REPLAYS, Map.of("filter", Map.of("user_id", user.id()), "dry_run", true, "reason", "what if"))
                .json();

        assertThat(replay.get("matched").asInt()).isEqualTo(1);
        assertThat(replay.get("users").asInt()).isEqualTo(1);
        assertThat(ids("&state=OPEN")).hasSize(1);
    }

    @Test
    void pausesResumesAndCancelsOnlyWhatGoesOn() {
        UUID letter = TestPipeline.deadLetter(user);
        String replay = REPLAYS + "/"
                + post(REPLAYS, Map.of("dlq_ids", List.of(letter), "reason", "a test"))
                        .json()
                        .get("replay_id")
                        .asString();

        assertThat(post(replay + "/resume", Map.of()).code()).isEqualTo("replay_state");
        assertThat(post(replay + "/pause", Map.of()).json().get("state").asString())
                .isEqualTo("PAUSED");
        assertThat(post(replay + "/resume", Map.of()).json().get("state").asString())
                .isEqualTo("RUNNING");
        assertThat(post(replay + "/cancel", Map.of()).json().get("state").asString())
                .isEqualTo("CANCELLED");
        assertThat(post(replay + "/cancel", Map.of()).status()).isEqualTo(409);
        assertThat(ids("&state=OPEN")).containsExactly(letter.toString());
    }

    @Test
    void namesWhatIsWrongWithAnOrder() {
        assertThat(post(REPLAYS, Map.of("reason", "x")).json().get("detail").asString())
                .startsWith("filter: expected either filter or dlq_ids");
        assertThat(post(REPLAYS, Map.of("filter", Map.of("colour", "red"), "reason", "x"))
                        .json()
                        .get("detail")
                        .asString())
                .startsWith("colour: is no filter");
        assertThat(post(REPLAYS, Map.of("filter", Map.of(), "rate_per_second", 0, "reason", "x"))
                        .json()
                        .get("detail")
                        .asString())
                .startsWith("rate_per_second: expected more than 0");
        assertThat(post(REPLAYS, Map.of("filter", Map.of("user_id", user.id())))
                        .json()
                        .get("detail")
                        .asString())
                .startsWith("reason: expected 1 to 1000");
    }
}
