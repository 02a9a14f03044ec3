package dev.chirp.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chirp.contracts.event.EventJson;
import dev.chirp.contracts.event.Stream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The commands that talk to a platform, as the pages of {@code docs/} have them typed. */
@Timeout(240)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PlatformCommandsIT {
    private static final Pattern ID = Pattern.compile("(?m)^([0-9a-f]{8}-[0-9a-f-]{27})  ");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    static Path folder;

    private UpPlatform platform;

    @BeforeAll
    void start() throws Exception {
        platform = new UpPlatform(folder);
    }

    @AfterAll
    void stop() throws Exception {
        assertThat(platform.stop()).endsWith("Stopping%nChirp Neighbor has stopped%n".formatted());
    }

    private CommandLineRun chirp(String... arguments) throws Exception {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--data-dir", platform.data().toString()));
        return CommandLineRun.of(all.toArray(String[]::new));
    }

    @Test
    void sendsARecordingAndListensToWhatBecameOfIt() throws Exception {
        Path robin = folder.resolve("robin.wav");
        assertThat(CommandLineRun.of("song", "American Robin", "--seed", "7", "--out", robin.toString())
                        .exit())
                .isZero();

        CommandLineRun sent = chirp("send", robin.toString());
        assertThat(sent.exit()).as(sent.err()).isZero();
        assertThat(sent.out()).startsWith("robin.wav: American Robin (Turdus migratorius), ");

        CommandLineRun again = chirp("send", "--json", robin.toString());
        JsonNode capture = EventJson.MAPPER.readTree(again.out());
        assertThat(capture.at("/bird/common_name").asString()).isEqualTo("American Robin");

        CommandLineRun heard = chirp("listen", "--since", "user@1:0", "--once", "1", "--client-id", "desk", "--ack");
        assertThat(heard.exit()).as(heard.err()).isZero();
        assertThat(heard.out()).containsPattern("capture \\d+");
        CommandLineRun frames = chirp("listen", "--since", "user@1:0", "--once", "1", "--json");
        assertThat(frames.out().lines())
                .allSatisfy(line -> assertThat(EventJson.MAPPER
                                .readTree(line)
                                .required("event")
                                .asString())
                        .isNotEmpty());
    }

    @Test
    void saysWhatIsWrongWithWhatIsSent() throws Exception {
        CommandLineRun missing = chirp("send", folder.resolve("nothing.wav").toString());
        assertThat(missing.exit()).isEqualTo(2);
        assertThat(missing.err()).contains("Cannot read").contains("nothing.wav");

        Path text = Files.writeString(folder.resolve("notes.txt"), "not a song");
        CommandLineRun refused = chirp("send", text.toString());
        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.err()).isNotBlank().doesNotContain("Exception");

        CommandLineRun nobody = chirp("send", "--user", "nobody", "--password=wrong word", text.toString());
        assertThat(nobody.exit()).isEqualTo(1);
        assertThat(nobody.err()).isNotBlank().doesNotContain("Exception");

        CommandLineRun away =
                chirp("send", "--url", "http://localhost:" + UpPlatform.freePort(), "--token", "x", text.toString());
        assertThat(away.exit()).isEqualTo(1);
        assertThat(away.err()).contains("Nothing answers at");

        CommandLineRun position = chirp("listen", "--since", "yesterday");
        assertThat(position.exit()).isEqualTo(2);
        CommandLineRun anonymous = chirp("listen", "--ack");
        assertThat(anonymous.exit()).isEqualTo(2);
        assertThat(anonymous.err()).contains("--ack needs --client-id");
        CommandLineRun token = chirp("listen", "--token", "not.a.token");
        assertThat(token.exit()).isEqualTo(1);
        assertThat(token.err()).contains("Give another --token");
    }

    @Test
    void triesTheDeployment() throws Exception {
        CommandLineRun smoke = chirp("smoke");
        assertThat(smoke.exit()).as(smoke.out() + smoke.err()).isZero();
        assertThat(smoke.out()).contains("The deployment works.").containsPattern("picture +ok");
    }

    @Test
    void checksAServerOfDevices() throws Exception {
        String key = platform.newDeviceKey();
        for (String url :
                List.of("tls://localhost:" + platform.framesTlsPort(), "wss://localhost:" + platform.port())) {
            CommandLineRun check = CommandLineRun.of(
                    "device-check", url, "--ca", platform.authority().toString(), "--key", key);
            assertThat(check.exit()).as(check.out() + check.err()).isZero();
            assertThat(check.out()).doesNotContain("BROKEN").containsPattern("(\\d+) of \\1 rules hold");
        }

        CommandLineRun ftp = CommandLineRun.of("device-check", "ftp://localhost:1", "--key", key);
        assertThat(ftp.exit()).isEqualTo(2);
        assertThat(ftp.err()).contains("expected: tcp://HOST:PORT");
    }

    @Test
    void findsLinesOfTheLogs() throws Exception {
        CommandLineRun all = chirp("logs", "--service", "api-gateway", "--json");
        assertThat(all.exit()).isZero();
        assertThat(all.out().lines())
                .isNotEmpty()
                .allSatisfy(line -> assertThat(EventJson.MAPPER
                                .readTree(line)
                                .required("service")
                                .asString())
                        .isEqualTo("api-gateway"));

        CommandLineRun none = chirp("logs", "--where", "capture_id=-1");
        assertThat(none.exit()).isZero();
        assertThat(none.out()).isEmpty();

        CommandLineRun since = chirp("logs", "--since", "tomorrow");
        assertThat(since.exit()).isEqualTo(2);
    }

    @Test
    void knowsTheWayOfADeadLetter() throws Exception {
        poison("{\"capture_id\": 1}");
        String id = awaitDeadLetter();

        CommandLineRun shown = chirp("dlq", "show", id);
        assertThat(shown.out()).contains("failure_reason", "headers", "payload", "history");
        JsonNode letter =
                EventJson.MAPPER.readTree(chirp("dlq", "show", id, "--json").out());
        assertThat(letter.required("dlq_id").asString()).isEqualTo(id);

        CommandLineRun which = chirp("dlq", "replay", "--reason", "a test");
        assertThat(which.exit()).isEqualTo(2);
        assertThat(which.err()).contains("Which ones?");
        CommandLineRun dry = chirp("dlq", "replay", id, "--reason", "a test", "--dry-run");
        assertThat(dry.out()).contains("Dry run").contains("1 matched");

        Path payload = Files.writeString(folder.resolve("payload.json"), "{\"capture_id\": 2}");
        CommandLineRun edited = chirp("dlq", "edit", id, "--payload", payload.toString(), "--reason", "a test");
        assertThat(edited.exit()).as(edited.err()).isZero();
        assertThat(edited.out()).contains("- 1").contains("+ 2").contains("Edited");
        Path broken = Files.writeString(folder.resolve("broken.json"), "{");
        assertThat(chirp("dlq", "edit", id, "--payload", broken.toString(), "--reason", "a test")
                        .err())
                .contains("is no JSON");

        CommandLineRun replayed = chirp("dlq", "replay", id, "--reason", "a test");
        assertThat(replayed.exit()).as(replayed.out()).isEqualTo(1);
        assertThat(replayed.out()).contains("1 failed");
        assertThat(chirp("dlq", "status").out()).contains("a test").contains("1 failed");
        Matcher replay = ID.matcher(chirp("dlq", "status").out());
        assertThat(replay.find()).isTrue();
        assertThat(chirp("dlq", "status", replay.group(1)).out()).contains(id).contains("Replay " + replay.group(1));

        CommandLineRun discarded = chirp("dlq", "discard", id, "--reason", "a test");
        assertThat(discarded.out()).contains(id + " discarded");
        assertThat(chirp("dlq", "list", "--state", "discarded").out()).contains(id);
        assertThat(chirp("dlq", "held").out()).contains("Nothing is held.");
        assertThat(chirp("dlq", "show", "0189aaaa-0000-7000-8000-000000000000").exit())
                .isEqualTo(1);
    }

    /** A record that no version of the platform has written. */
    private void poison(String payload) throws Exception {
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", platform.kafka()), new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>(Stream.CAPTURE_ACCEPTED.topic(), "4711", payload))
                    .get();
        }
    }

    private String awaitDeadLetter() throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            CommandLineRun list = chirp("dlq", "list", "--topic", Stream.CAPTURE_ACCEPTED.topic());
            assertThat(list.exit()).as(list.err()).isZero();
            Matcher id = ID.matcher(list.out());
            if (id.find()) {
                return id.group(1);
            }
            assertThat(System.nanoTime()).as(list.out()).isLessThan(deadline);
            Thread.sleep(200);
        }
    }
}
