package dev.chirp.gateway.capture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chirp.gateway.TestGateway;
import dev.chirp.gateway.TestGateway.Answer;
import dev.chirp.gateway.TestPipeline;
import dev.chirp.gateway.TestUser;
import dev.chirp.gateway.TestWav;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Captures as their owner reads, hears, reviews and deletes them. */
class CaptureIT {
    private final TestGateway gateway = TestGateway.shared();
    private final TestUser user = gateway.newUser();

    @Test
    void showsACaptureRightAfterItWasAccepted() {
        long id = gateway.capture(user);

        JsonNode capture = gateway.get("/api/v1/captures/" + id, user.bearer()).json();

        assertThat(capture.get("id").asLong()).isEqualTo(id);
        assertThat(capture.get("status").asString()).isEqualTo("pending");
        assertThat(capture.get("bird").isNull()).isTrue();
        assertThat(capture.get("created_at").asString()).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
    }

    @Test
    void listsNewestFirstWithItsTotal() {
        long first = gateway.capture(user);
        long second = gateway.capture(user);
        long third = gateway.capture(user);

        JsonNode page = gateway.get("/api/v1/captures?size=2", user.bearer()).json();
        JsonNode rest =
                gateway.get("/api/v1/captures?size=2&page=2", user.bearer()).json();

        assertThat(page.get("captures"))
                .extracting(one -> one.get("id").asLong())
                .containsExactly(third, second);
        assertThat(rest.get("captures"))
                .extracting(one -> one.get("id").asLong())
                .containsExactly(first);
        assertThat(page.get("total").asLong()).isEqualTo(3);
        assertThat(rest.get("page").asLong()).isEqualTo(2);
    }

    @Test
    void filtersByStatusBirdAndTime() {
        long identified = gateway.capture(user);
        long failed = gateway.capture(user);
        TestPipeline.identify(user, identified, "Turdus migratorius", 0.9);
        TestPipeline.fail(user, failed);
        long bird = gateway.get("/api/v1/captures/" + identified, user.bearer())
                .json()
                .at("/bird/id")
                .asLong();

        assertThat(ids("?status=failed")).containsExactly(failed);
        assertThat(ids("?status=processed&bird_id=" + bird)).containsExactly(identified);
        assertThat(ids("?bird_id=999999999")).isEmpty();
        assertThat(ids("?from=2020-01-01T00:00:00Z&to=2020-01-02T00:00:00Z")).isEmpty();
        assertThat(ids("?from=2020-01-01T00:00:00Z")).hasSize(2);
        assertThat(total("?status=failed")).isEqualTo(1);
        assertThat(total("?bird_id=" + bird)).isEqualTo(1);
    }

    @Test
    void namesEveryWrongParameter() {
        Answer refused =
                gateway.get("/api/v1/captures?page=0&size=101&status=lost&bird_id=x&from=yesterday&to=", user.bearer());

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.json().get("errors"))
                .extracting(error -> error.get("field").asString())
                .containsExactly("page", "size", "status", "bird_id", "from");
    }

    @Test
    void playsTheAudioWholeInPartsAndNotAgain() {
        byte[] wav = TestWav.ofSeconds(3);
        String path = "/api/v1/captures/"
                + gateway.upload(user, "a.wav", wav).json().get("capture_id").asLong() + "/audio";

        var whole = gateway.bytes(path, user.bearer());
        var part = gateway.bytes(path, with("Range", "bytes=100-199"));
        var tail = gateway.bytes(path, with("Range", "bytes=-50"));
        var beyond = gateway.bytes(path, with("Range", "bytes=999999999-"));
        var again = gateway.bytes(
                path, with("If-None-Match", whole.headers().firstValue("ETag").orElseThrow()));

        assertThat(whole.statusCode()).isEqualTo(200);
        assertThat(whole.body()).isEqualTo(wav);
        assertThat(whole.headers().firstValue("Content-Type")).hasValue("audio/wav");
        assertThat(part.statusCode()).isEqualTo(206);
        assertThat(part.body()).isEqualTo(Arrays.copyOfRange(wav, 100, 200));
        assertThat(part.headers().firstValue("Content-Range")).hasValue("bytes 100-199/" + wav.length);
        assertThat(tail.body()).isEqualTo(Arrays.copyOfRange(wav, wav.length - 50, wav.length));
        assertThat(beyond.statusCode()).isEqualTo(416);
        assertThat(again.statusCode()).isEqualTo(304);
    }

    @Test
    void drawsASpectrogram() {
        long id = gateway.capture(user);

        var drawn = gateway.bytes("/api/v1/captures/" + id + "/spectrogram.png", user.bearer());
        var kept = gateway.bytes("/api/v1/captures/" + id + "/spectrogram.png", user.bearer());

        assertThat(drawn.statusCode()).isEqualTo(200);
        assertThat(drawn.body()).startsWith(0x89, 'P', 'N', 'G');
        assertThat(kept.body()).isEqualTo(drawn.body());
    }

    @Test
    void answersNoRecordingInWhichSomebodySpeaks() {
        long id = gateway.capture(user);
        TestPipeline.hearSpeech(id);

        for (String what : List.of("audio", "spectrogram.png")) {
            Answer answer = gateway.get("/api/v1/captures/" + id + "/" + what, user.bearer());
            assertThat(answer.status()).isEqualTo(410);
            assertThat(answer.json().get("code").asString()).isEqualTo("private_speech");
        }
        assertThat(gateway.get("/api/v1/captures/" + id, user.bearer())
                        .json()
                        .get("private")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void signsAddressesOfMedia() {
        long id = gateway.capture(user);

        JsonNode links =
                gateway.get("/api/v1/captures/" + id + "/links", user.bearer()).json();
        String audio = links.get("audio_url").asString();

        assertThat(gateway.bytes(audio).statusCode()).isEqualTo(200);
        assertThat(gateway.bytes(links.get("spectrogram_url").asString()).statusCode())
                .isEqualTo(200);
        assertThat(gateway.get(audio.replace("/" + id + "/", "/" + (id + 1) + "/"))
                        .status())
                .isEqualTo(401);
        assertThat(gateway.get(audio.replaceAll("expires=(\\d+)", "expires=9999999999"))
                        .status())
                .isEqualTo(401);
        assertThat(gateway.get("/api/v1/captures/" + id + audio.substring(audio.indexOf('?')))
                        .status())
                .isEqualTo(401);
    }

    @Test
    void deletesRowAudioAndPictureWithAnEvent() {
        long id = gateway.capture(user);
        gateway.bytes("/api/v1/captures/" + id + "/spectrogram.png", user.bearer());
        int files = gateway.files().size();

        Answer deleted = gateway.delete("/api/v1/captures/" + id, user.bearer());

        assertThat(deleted.status()).isEqualTo(204);
        assertThat(gateway.files()).hasSize(files - 2);
        assertThat(gateway.get("/api/v1/captures/" + id, user.bearer()).status())
                .isEqualTo(404);
        assertThat(gateway.delete("/api/v1/captures/" + id, user.bearer()).status())
                .isEqualTo(404);
        JsonNode event = gateway.get("/api/v1/events", user.bearer()).json().at("/events/0");
        assertThat(event.at("/data/status").asString()).isEqualTo("deleted");
        assertThat(event.at("/data/id").asLong()).isEqualTo(id);
        assertThat(event.get("request_id").asString()).isEqualTo(deleted.header("X-Request-Id"));
    }

    @Test
    void retractsACaptureThatItsOwnerCallsWrong() {
        long id = gateway.capture(user);
        TestPipeline.identify(user, id, "Cyanocitta cristata", 0.8);

        Answer reviewed =
                gateway.postJson("/api/v1/captures/" + id + "/review", Map.of("correct", false), user.bearer());

        assertThat(reviewed.status()).isEqualTo(200);
        assertThat(reviewed.json().at("/review/correct").asBoolean()).isFalse();
        assertThat(gateway.get("/api/v1/birds", user.bearer()).json()).isEmpty();
        assertThat(gateway.get("/api/v1/events?after=1", user.bearer())
                        .json()
                        .at("/events/0/data/status")
                        .asString())
                .isEqualTo("retracted");
    }

    @Test
    void refusesTheReviewOfAnUnfinishedCaptureAndOfAnUnknownBird() {
        long id = gateway.capture(user);
        Answer pending = gateway.postJson("/api/v1/captures/" + id + "/review", Map.of("correct", true), user.bearer());
        TestPipeline.identify(user, id, "Parus major", 0.8);
        Answer unknown = gateway.postJson(
                "/api/v1/captures/" + id + "/review", Map.of("correct", false, "bird_id", 999_999_999), user.bearer());
        Answer silent = gateway.postJson("/api/v1/captures/" + id + "/review", Map.of(), user.bearer());

        assertThat(pending.code()).isEqualTo("not_reviewable");
        assertThat(unknown.status()).isEqualTo(400);
        assertThat(silent.status()).isEqualTo(400);
    }

    private java.util.List<Long> ids(String query) {
        return gateway.get("/api/v1/captures" + query, user.bearer())
                .json()
                .get("captures")
                .valueStream()
                .map(capture -> capture.get("id").asLong())
                .toList();
    }

    private long total(String query) {
        return gateway.get("/api/v1/captures" + query, user.bearer())
                .json()
                .get("total")
                .asLong();
    }

    private String[] with(String name, String value) {
        return new String[] {name, value, user.bearer()[0], user.bearer()[1]};
    }
}
