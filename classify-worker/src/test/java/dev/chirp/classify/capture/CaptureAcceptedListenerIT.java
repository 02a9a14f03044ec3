package dev.chirp.classify.capture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chirp.classify.ClassifyApplication;
import dev.chirp.classify.Clips;
import dev.chirp.classify.TinyPack;
import dev.chirp.classify.capture.TestCaptures.Accepted;
import dev.chirp.classify.capture.TestCaptures.Written;
import dev.chirp.embedded.TestServers;
import dev.chirp.storage.MediaKeys;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;

/** The whole service against real PostgreSQL and Kafka. */
class CaptureAcceptedListenerIT {
    private static final String ROBIN = "Turdus migratorius";

    private static ConfigurableApplicationContext service;
    private static TestCaptures captures;

    private long user;

    @BeforeAll
    static void start() {
        List<String> arguments = new ArrayList<>();
        Map<String, String> properties = TestServers.properties("classify-worker");
        properties.forEach((name, value) -> arguments.add("--" + name + "=" + value));
        arguments.add("--chirp.classify.pack="
                + TinyPack.in(TestServers.folder().resolve("pack")).write());
        service = ClassifyApplication.application().run(arguments.toArray(String[]::new));
        captures = new TestCaptures();
    }

    @AfterAll
    static void stop() {
        captures.close();
        service.close();
    }

    @BeforeEach
    void newUser() throws Exception {
        user = captures.newUser();
    }

    @Test
    void asksForTheSpriteOnceAndEndsTheCaptureItselfWhenItIsThere() throws Exception {
        Accepted first = captures.acceptAndPublish(user, Clips.robin(3));
        JsonNode document = captures.awaitStatus(first, "classified");
        Accepted second = captures.acceptAndPublish(user, Clips.robin(1));
        captures.awaitStatus(second, "classified");
        captures.storeSprite(ROBIN);
        Accepted third = captures.acceptAndPublish(user, Clips.robin(1));
        captures.awaitStatus(third, "processed");

        long bird = document.required("bird").required("id").asLong();
        assertThat(document.required("bird").required("scientific_name").asString())
                .isEqualTo(ROBIN);
        assertThat(document.required("verdict").asString()).isEqualTo("identified");
        assertThat(document.required("confidence").asDouble()).isGreaterThan(0.9);
        assertThat(document.required("predictions")).hasSize(4);
        assertThat(document.required("detections")
                        .get(0)
                        .required("end_seconds")
                        .asDouble())
                .isEqualTo(3);
        assertThat(document.required("model").required("name").asString()).isEqualTo("tiny");
        assertThat(captures.events("bird/" + bird)).singleElement().satisfies(art -> {
            assertThat(art.type()).isEqualTo("chirp.art.requested");
            assertThat(art.key()).isEqualTo(ROBIN);
            assertThat(art.payload().required("common_name").asString()).isEqualTo("American Robin");
        });
        assertThat(captures.events(second)).extracting(Written::type).containsExactly("chirp.capture.classified");
        assertThat(captures.events(third))
                .extracting(Written::type)
                .containsExactly("chirp.capture.classified", "chirp.capture.processed");
    }

    @Test
    void writesEventsThatCarryTheRequestAndTheFacts() throws Exception {
        Accepted capture = captures.acceptAndPublish(user, Clips.silence(1));
        JsonNode document = captures.awaitStatus(capture, "processed");

        List<Written> events = captures.events(capture);
        assertThat(events).extracting(Written::key).containsOnly(Long.toString(user));
        JsonNode headers = events.getFirst().headers();
        assertThat(headers.required("source").asString()).isEqualTo("classify-worker");
        assertThat(headers.required("request_id").asString()).isEqualTo("request-7");
        JsonNode classified = events.getFirst().payload();
        assertThat(classified.required("capture_id").asLong()).isEqualTo(capture.id());
        assertThat(classified.required("status").asString()).isEqualTo("classified");
        assertThat(classified.required("verdict").asString()).isEqualTo("no_bird");
        assertThat(classified.required("bird").isNull()).isTrue();
        assertThat(classified.required("classified_at").asString())
                .isEqualTo(document.required("classified_at").asString());
        assertThat(events.getLast().payload()).isEqualTo(document);
    }

    @Test
    void deletesTheRecordingInWhichSomebodySpeaks() throws Exception {
        byte[] speech = Clips.sequence(1, 0.5, -0.87);
        Accepted capture = captures.accept(user, speech);
        Path audio = TestCaptures.storage().resolve(capture.audioKey());
        Path picture = TestCaptures.storage().resolve(MediaKeys.spectrogramOf(capture.audioKey()));
        Files.createDirectories(picture.getParent());
        Files.write(picture, new byte[] {1});
        captures.storeSprite(ROBIN);

        captures.publish(capture);
        JsonNode document = captures.awaitStatus(capture, "processed");
        Instant decided = Instant.now();
        captures.awaitGone(audio, picture);

        assertThat(document.required("private").asBoolean()).isTrue();
        assertThat(document.required("bird").required("scientific_name").asString())
                .isEqualTo(ROBIN);
        assertThat(Duration.between(decided, Instant.now())).isLessThan(Duration.ofSeconds(10));
        assertThat(TestCaptures.storedBytesContaining(speech)).isEmpty();
    }

    @Test
    void deletesPrivateRecordingsBehindOneThatCannotBeDeleted() throws Exception {
        // Given: where a recording should be lies a folder that is not empty
        Path stuck = Files.createDirectories(TestCaptures.storage().resolve("uploads/stuck"));
        Path inside = Files.write(stuck.resolve("file"), new byte[] {1});
        captures.hearSpeech(captures.accept(user, "uploads/stuck"));
        Accepted next = captures.accept(user, Clips.silence(1));

        // When
        captures.hearSpeech(next);

        // Then
        captures.awaitGone(TestCaptures.storage().resolve(next.audioKey()));
        assertThat(captures.privateAudio()).contains("uploads/stuck");

        // And: it goes as soon as it can
        Files.delete(inside);
        captures.awaitGone(stuck);
    }

    @Test
    void keepsTheRecordingOfABird() throws Exception {
        Accepted capture = captures.acceptAndPublish(user, Clips.robin(1));

        JsonNode document =
                captures.await(capture, one -> !one.required("verdict").isNull());

        assertThat(document.required("private").asBoolean()).isFalse();
        assertThat(captures.privateAudio()).doesNotContain(capture.audioKey());
    }

    @Test
    void appliesARedeliveredEventOnce() throws Exception {
        Accepted capture = captures.accept(user, Clips.silence(1));
        captures.publish(capture);
        captures.publish(capture);
        Accepted later = captures.acceptAndPublish(user, Clips.silence(1));
        captures.awaitStatus(later, "processed");

        assertThat(captures.events(capture)).hasSize(2);
        assertThat(captures.deadLetters(user)).isEmpty();
    }

    @Test
    void failsACaptureWhoseAudioCannotBeDecodedAndGoesOn() throws Exception {
        Accepted broken = captures.acceptAndPublish(user, "RIFF0000WAVE and nothing else".getBytes());
        Accepted later = captures.acceptAndPublish(user, Clips.silence(1));
        captures.awaitStatus(later, "processed");

        JsonNode error = captures.awaitStatus(broken, "failed").required("error");
        assertThat(error.required("code").asString()).isEqualTo("invalid_audio");
        assertThat(error.required("detail").asString()).contains("cut off inside its header");
        assertThat(captures.events(broken)).singleElement().satisfies(failed -> {
            assertThat(failed.type()).isEqualTo("chirp.capture.failed");
            assertThat(failed.payload().required("code").asString()).isEqualTo("invalid_audio");
            assertThat(failed.payload().required("failed_at").isNull()).isFalse();
        });
        assertThat(captures.deadLetters(user)).containsExactly("invalid_audio");
    }

    @Test
    void failsACaptureThatOnlyDecodingShowsToBeDamaged() throws Exception {
        byte[] flac =
                Files.readAllBytes(Path.of("../platform/audio/src/test/resources/recordings/wasted-bits-100ms.flac"));
        // In the MD5 of all samples; every frame is well.
        flac[30] ^= 1;
        Accepted damaged = captures.acceptAndPublish(user, flac);

        JsonNode error = captures.awaitStatus(damaged, "failed").required("error");

        assertThat(error.required("code").asString()).isEqualTo("invalid_audio");
        assertThat(error.required("detail").asString()).contains("another MD5");
    }

    @Test
    void failsACaptureWhoseAudioIsMissing() throws Exception {
        Accepted lost = captures.accept(user, "uploads/never-written");
        captures.publish(lost);

        JsonNode error = captures.awaitStatus(lost, "failed").required("error");

        assertThat(error.required("code").asString()).isEqualTo("audio_missing");
        assertThat(captures.deadLetters(user)).containsExactly("audio_missing");
    }

    @Test
    void leavesACaptureAloneThatItsOwnerDeleted() throws Exception {
        Accepted deleted = captures.accept(user, Clips.robin(1));
        captures.delete(deleted);
        captures.publish(deleted);
        Accepted later = captures.acceptAndPublish(user, Clips.silence(1));
        captures.awaitStatus(later, "processed");

        assertThat(captures.events(deleted)).isEmpty();
        assertThat(captures.deadLetters(user)).isEmpty();
    }

    @Test
    void waitsForABlobStoreThatCannotBeReadAndGivesNothingUp() throws Exception {
        String key = "uploads/away-" + user;
        Path inTheWay = Files.createDirectories(TestCaptures.storage().resolve(key));
        Accepted capture = captures.accept(user, key);
        captures.publish(capture);
        captures.await(capture, document -> away() > 0);

        Files.delete(inTheWay);
        Files.write(inTheWay, Clips.silence(1));

        captures.awaitStatus(capture, "processed");
        assertThat(captures.deadLetters(user)).isEmpty();
    }

    @Test
    void letsTheUsersOtherCapturesPassALongRecording() throws Exception {
        // Given: a long recording that cannot be read yet
        String key = "uploads/long-" + user;
        Path storage = TestCaptures.storage();
        Path folder = Files.createDirectories(storage.resolve("uploads/in-the-way-" + user));
        Path inTheWay = Files.createSymbolicLink(storage.resolve(key), folder);
        Accepted recording = captures.accept(user, key, 90);
        captures.publish(recording);

        // When
        Accepted clip = captures.acceptAndPublish(user, Clips.silence(1));
        captures.awaitStatus(clip, "processed");

        // Then
        assertThat(captures.events(recording)).isEmpty();
        Path written = Files.write(storage.resolve(key + "-whole"), Clips.sequence(30, 0, -0.5, 0));
        Files.move(written, inTheWay, StandardCopyOption.ATOMIC_MOVE);
        captures.awaitStatus(recording, "processed");
        assertThat(captures.events(recording))
                .extracting(Written::type)
                .containsExactly("chirp.capture.classified", "chirp.capture.processed");
        assertThat(captures.deadLetters(user)).isEmpty();
    }

    private static double away() {
        return service.getBean(PrometheusMeterRegistry.class)
                .get("consumer.dependency.away")
                .counter()
                .count();
    }
}
