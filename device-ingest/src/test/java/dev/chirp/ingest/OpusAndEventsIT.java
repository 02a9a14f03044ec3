package dev.chirp.ingest;

import static dev.chirp.ingest.FrameClient.audio;
import static dev.chirp.ingest.FrameClient.hello;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.chirp.audio.AudioProbe;
import dev.chirp.contracts.event.EventId;
import dev.chirp.contracts.event.EventJson;
import dev.chirp.contracts.event.Header;
import dev.chirp.contracts.event.Stream;
import dev.chirp.embedded.TestServers;
import dev.chirp.ingest.FakeGateway.Taken;
import dev.chirp.ingest.IngestFixture.Device;
import dev.chirp.ingest.frame.Body;
import dev.chirp.ingest.frame.Frame;
import dev.chirp.ingest.gate.FrameServer;
import dev.chirp.ingest.opus.Packets;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;

class OpusAndEventsIT {
    private static FakeGateway gateway;
    private static ConfigurableApplicationContext service;
    private static KafkaProducer<byte[], byte[]> producer;
    private static int port;

    @BeforeAll
    static void start() throws Exception {
        gateway = new FakeGateway();
        service = IngestFixture.start(gateway.port(), Map.of("chirp.ingest.stream.clip-length", "3s"));
        port = service.getBean(FrameServer.class).port();
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", TestServers.kafka().bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    @AfterAll
    static void stop() {
        producer.close();
        service.close();
        gateway.close();
    }

    @Test
    void makesAnOggFileOfOpusPacketsAndEndsItAtAGap() throws Exception {
        Device device = IngestFixture.newDevice();
        List<byte[]> packets = Packets.tone(60, 2_000);
        try (FrameClient client = FrameClient.connect(port)) {
            client.begin(opus(device));
            for (int i = 0; i < 50; i++) {
                client.send(audio(Frame.OPUS, 1, i + 1, packets.get(i)));
            }
            client.send(new Frame(0, 1, 51, new Body.Gap(51L, 960, "buffer_full")));
            for (int i = 50; i < 60; i++) {
                client.send(audio(i == 59 ? Frame.OPUS | Frame.LAST_OF_CLIP : Frame.OPUS, 1, i + 2, packets.get(i)));
            }
            client.awaitCommitted(61);
        }

        List<Taken> clips = gateway.taken.stream()
                .filter(taken -> taken.start().getDeviceId().equals(device.id().toString()))
                .toList();
        assertThat(clips).hasSize(2);
        assertThat(clips.getFirst().start().getContentType()).isEqualTo("audio/ogg");
        assertThat(seconds(clips.getFirst())).isCloseTo(1.0, within(1e-9));
        assertThat(seconds(clips.getLast())).isCloseTo(0.2, within(1e-9));
    }

    @Test
    void refusesADamagedPacketAndKeepsWhatWasCompleteBefore() throws Exception {
        Device device = IngestFixture.newDevice();
        byte[] packet = Packets.tone(1, 2_000).getFirst();
        try (FrameClient client = FrameClient.connect(port)) {
            client.begin(opus(device));
            client.send(audio(Frame.OPUS | Frame.LAST_OF_CLIP, 1, 1, packet));
            client.awaitCommitted(1);
            client.send(audio(Frame.OPUS, 2, 2, new byte[] {(byte) 0x99, 1}));
            assertThat(client.awaitEnd().code()).isEqualTo("bad_length");
        }
    }

    @Test
    void tellsADeviceWhatBecameOfItsUsersRecordings() throws Exception {
        Device device = IngestFixture.newDevice();
        Device stranger = IngestFixture.newDevice();
        try (FrameClient client = FrameClient.connect(port)) {
            client.begin(listening(device));

            // Again and again: the first may come before anybody reads it.
            try (var _ = keepTelling(stranger.userId(), device.userId())) {
                Body.Event event = client.await(Body.Event.class, any -> true);

                JsonNode envelope = EventJson.MAPPER.readTree(event.envelope());
                assertThat(envelope.path("event").stringValue()).isEqualTo("capture_error");
                assertThat(envelope.path("channel").stringValue()).isEqualTo("user");
                assertThat(envelope.path("offset").longValue()).isEqualTo(41);
                assertThat(envelope.path("epoch").longValue()).isEqualTo(1);
                assertThat(envelope.path("ts").stringValue()).isEqualTo("2026-05-01T06:00:00.123Z");
                assertThat(envelope.path("data").path("id").longValue()).isEqualTo(device.userId());
            }
        }
    }

    @Test
    void dropsEventsOfADeviceThatDoesNotReadAndTakesItsSound() throws Exception {
        Device device = IngestFixture.newDevice();
        Socket socket = new Socket();
        socket.setReceiveBufferSize(16 * 1024);
        socket.connect(new InetSocketAddress("127.0.0.1", port));
        try (FrameClient client = new FrameClient(socket)) {
            client.begin(listening(device));
            String detail = "x".repeat(30_000);
            for (int i = 0; i < 600; i++) {
                send(device.userId(), detail);
            }
            producer.flush();
            await(() -> counter("dropped") > 0);

            client.send(audio(Frame.LAST_OF_CLIP, 1, 1, new byte[3_200]));

            await(() -> gateway.taken.stream()
                    .anyMatch(taken ->
                            taken.start().getDeviceId().equals(device.id().toString())));
            client.awaitCommitted(1);
        }
    }

    private interface Condition {
        boolean holds();
    }

    private static void await(Condition condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.holds()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    private static double counter(String outcome) {
        return service.getBean(MeterRegistry.class)
                .counter("ingest.events", "outcome", outcome)
                .count();
    }

    private static double seconds(Taken clip) throws Exception {
        AudioProbe probe = AudioProbe.ofClip();
        probe.offer(ByteBuffer.wrap(clip.audio()));
        return probe.finish().durationSeconds();
    }

    private static Body.Hello opus(Device device) {
        return new Body.Hello(device.key(), null, "boot-o", "test", 48_000, 1, "opus", 1L, null, null);
    }

    private static Body.Hello listening(Device device) {
        Body.Hello hello = hello(device, "boot-e", 16_000, null);
        return new Body.Hello(
                hello.deviceKey(),
                hello.deviceId(),
                hello.bootId(),
                hello.firmware(),
                hello.sampleRate(),
                hello.channels(),
                hello.format(),
                hello.monotonicMs(),
                hello.unixMs(),
                hello.resumeFrom(),
                List.of("user"));
    }

    private static AutoCloseable keepTelling(long... users) {
        Thread telling = Thread.ofVirtual().start(() -> {
            while (!Thread.currentThread().isInterrupted()) {
                for (long user : users) {
                    send(user, "The audio cannot be read.");
                }
                producer.flush();
            }
        });
        return () -> {
            telling.interrupt();
            telling.join();
        };
    }

    private static void send(long user, String detail) {
        var headers = new RecordHeaders();
        headers.add(Header.CE_ID, utf8(EventId.next().toString()));
        headers.add(Header.CE_TYPE, utf8("chirp.capture.failed"));
        headers.add(Header.CE_TIME, utf8("2026-05-01T06:00:00.123456Z"));
        headers.add(Header.CHIRP_SEQ, utf8("41"));
        headers.add(Header.CHIRP_EPOCH, utf8("1"));
        String fact = EventJson.MAPPER.writeValueAsString(
                Map.of("capture_id", user, "user_id", user, "code", "invalid_audio", "detail", detail));
        producer.send(new ProducerRecord<>(
                Stream.CAPTURE_RESULTS.topic(), null, utf8(Long.toString(user)), utf8(fact), headers));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
