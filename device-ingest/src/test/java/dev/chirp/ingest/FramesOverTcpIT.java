package dev.chirp.ingest;

import static dev.chirp.ingest.FrameClient.audio;
import static dev.chirp.ingest.FrameClient.bytes;
import static dev.chirp.ingest.FrameClient.hello;
import static org.assertj.core.api.Assertions.assertThat;

import dev.chirp.ingest.IngestFixture.Device;
import dev.chirp.ingest.frame.Body;
import dev.chirp.ingest.frame.Frame;
import dev.chirp.ingest.gate.FrameServer;
import dev.chirp.ingest.intake.PcmHeader;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

class FramesOverTcpIT {
    private static final int RATE = 16_000;
    private static FakeGateway gateway;
    private static ConfigurableApplicationContext service;
    private static int port;

    @BeforeAll
    static void start() throws Exception {
        gateway = new FakeGateway();
        service = IngestFixture.start(
                gateway.port(),
                Map.of(
                        "chirp.ingest.stream.clip-length", "3s",
                        "chirp.ingest.stream.hello-timeout", "1500ms",
                        "chirp.ingest.stream.frame-timeout", "1500ms",
                        "chirp.ingest.stream.heartbeat", "1s"));
        port = service.getBean(FrameServer.class).port();
    }

    @AfterAll
    static void stop() {
        service.close();
        gateway.close();
    }

    @Test
    void acknowledgesAClipOnceItIsCommitted() throws Exception {
        // Given
        Device device = IngestFixture.newDevice();
        byte[] sound = sound(1, 3 * 3_200);
        try (FrameClient client = FrameClient.connect(port)) {
            Body.Welcome welcome = client.begin(hello(device, "boot-a", RATE, null));

            // When
            for (int i = 0; i < 3; i++) {
                client.send(audio(
                        i == 2 ? Frame.LAST_OF_CLIP : 0,
                        9,
                        i + 1,
                        Arrays.copyOfRange(sound, i * 3_200, (i + 1) * 3_200)));
            }
            Body.Ack ack = client.awaitCommitted(3);

            // Then
            assertThat(welcome.committedSeq()).isZero();
            assertThat(welcome.clipMaxSeconds()).isEqualTo(3);
            assertThat(ack.receivedSeq()).isEqualTo(3);
            FakeGateway.Taken stored = gateway.stored.get(device.id() + "boot-a@1.30009");
            assertThat(stored.start().getUserId()).isEqualTo(device.userId());
            assertThat(stored.start().getContentType()).isEqualTo("audio/wav");
            assertThat(stored.start().getRecordedAt()).isNotEmpty();
            assertThat(Arrays.copyOfRange(stored.audio(), PcmHeader.BYTES, stored.audio().length))
                    .isEqualTo(sound);
        }
    }

    @Test
    void givesEachKindOfBadInputItsCode() throws Exception {
        byte[] good = bytes(audio(0, 1, 1, new byte[3_200]));
        expectAfterWelcome(changed(good, 0), "bad_magic");
        expectAfterWelcome(changed(good, 4), "bad_version");
        expectAfterWelcome(changed(good, 30), "bad_crc");
        expectAfterWelcome(changed(good, 17), "bad_length");
        expectAfterWelcome(bytes(audio(0, 1, 2, new byte[3_200])), "bad_sequence");
        expectAfterWelcome(bytes(audio(0, 1, 1, new byte[3_201])), "bad_length");
        expectAfterWelcome(bytes(audio(Frame.OPUS, 1, 1, new byte[3_200])), "unsupported_format");
        expectAfterWelcome(Arrays.copyOf(good, 100), "timeout");
        expect(good, "unauthenticated");
        expect(
                "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII),
                "bad_magic");
        expect(new byte[0], "timeout");
        expect(new byte[] {'C', 'H'}, "timeout");
        Device device = IngestFixture.newDevice();
        expect(bytes(Frame.unnumbered(hello(device, "no good", RATE, null))), "unsupported_format");
        IngestFixture.revokeKeysOf(device);
        expect(bytes(Frame.unnumbered(hello(device, "b", RATE, null))), "unauthenticated");
    }

    @Test
    void refusesAFrameThatIsLongerThanAClip() throws Exception {
        Device device = IngestFixture.newDevice();
        try (FrameClient client = FrameClient.connect(port)) {
            client.begin(hello(device, "b", 1_000, null));
            client.send(audio(0, 1, 1, new byte[6_002]));
            assertThat(client.awaitEnd().code()).isEqualTo("clip_too_long");
        }
    }

    @Test
    void endsTheConnectionOfARevokedKeySoon() throws Exception {
        Device device = IngestFixture.newDevice();
        try (FrameClient client = FrameClient.connect(port)) {
            client.begin(hello(device, "b", RATE, null));
            long revoked = System.nanoTime();
            IngestFixture.revokeKeysOf(device);
            while (true) {
                Body body = client.next();
                if (body instanceof Body.Ping) {
                    client.send(new Body.Pong());
                } else if (body instanceof Body.Failure failure) {
                    assertThat(failure.code()).isEqualTo("revoked");
                    break;
                }
            }
            // The promise of 5 s is what is tested; the test itself waits up to 20.
            assertThat(System.nanoTime() - revoked).isLessThan(TimeUnit.SECONDS.toNanos(5));
        }
    }

    @Test
    void endsTheOldConnectionWhenADeviceComesBack() throws Exception {
        Device device = IngestFixture.newDevice();
        try (FrameClient before = FrameClient.connect(port);
                FrameClient after = FrameClient.connect(port)) {
            before.begin(hello(device, "b", RATE, null));
            after.begin(hello(device, "b", RATE, 1L));
            assertThat(before.awaitEnd().detail()).contains("another connection");
        }
    }

    @Test
    void answersPingsAndPingsItself() throws Exception {
        Device device = IngestFixture.newDevice();
        try (FrameClient client = FrameClient.connect(port)) {
            client.begin(hello(device, "b", RATE, null));
            client.send(new Body.Ping());
            client.await(Body.Pong.class, pong -> true);
            client.await(Body.Ping.class, ping -> true);
            assertThat(client.awaitEnd().code()).isEqualTo("timeout");
        }
    }

    @Test
    void saysGoodbyeWhenTheDeviceDoesAndItsClipsAreCommitted() throws Exception {
        Device device = IngestFixture.newDevice();
        try (FrameClient client = FrameClient.connect(port)) {
            client.begin(hello(device, "b", RATE, null));
            client.send(audio(Frame.LAST_OF_CLIP, 1, 1, sound(2, 3_200)));
            client.send(new Body.Bye());
            client.awaitCommitted(1);
            client.await(Body.Bye.class, bye -> true);
        }
    }

    @Test
    void countsWhatItSees() throws Exception {
        MeterRegistry meters = service.getBean(MeterRegistry.class);
        double before =
                meters.counter("ingest.frames.errors", "code", "bad_crc").count();
        byte[] bad = changed(bytes(audio(0, 1, 1, new byte[3_200])), 30);
        expectAfterWelcome(bad, "bad_crc");
        assertThat(meters.counter("ingest.frames.errors", "code", "bad_crc").count())
                .isEqualTo(before + 1);
        assertThat(meters.get("ingest.sessions").tag("transport", "tcp").gauge().value())
                .isNotNegative();
    }

    @Test
    void sendsDevicesAwayWhenItStopsButNotBeforeTheirClipsAreCommitted() throws Exception {
        Device device = IngestFixture.newDevice();
        ConfigurableApplicationContext another = IngestFixture.start(gateway.port(), Map.of());
        try (FrameClient client =
                FrameClient.connect(another.getBean(FrameServer.class).port())) {
            client.begin(hello(device, "leaving", RATE, null));
            client.send(audio(Frame.LAST_OF_CLIP, 1, 1, sound(3, 3_200)));
            client.send(audio(0, 2, 2, sound(4, 3_200)));
            client.await(Body.Ack.class, ack -> ack.receivedSeq() == 2);

            Thread stopping = Thread.ofPlatform().start(another::close);

            Body.Failure farewell = client.await(Body.Failure.class, Body.Failure::fatal);
            assertThat(farewell.code()).isEqualTo("overloaded");
            assertThat(farewell.retryAfterMs()).isNotNull();
            stopping.join();
            assertThat(gateway.stored).containsKey(device.id() + "leaving@1.100001");
            assertThat(gateway.stored).doesNotContainKey(device.id() + "leaving@2.100002");
        }
    }

    @Test
    void refusesOneConnectionTooMany() throws Exception {
        try (ConfigurableApplicationContext small =
                IngestFixture.start(gateway.port(), Map.of("chirp.ingest.frames.max-connections", "1"))) {
            int itsPort = small.getBean(FrameServer.class).port();
            try (FrameClient first = FrameClient.connect(itsPort)) {
                first.begin(hello(IngestFixture.newDevice(), "b", RATE, null));
                try (FrameClient second = FrameClient.connect(itsPort)) {
                    Body.Failure refusal = second.awaitEnd();
                    assertThat(refusal.code()).isEqualTo("overloaded");
                    assertThat(refusal.retryAfterMs()).isPositive();
                }
                first.send(new Body.Ping());
                first.await(Body.Pong.class, pong -> true);
            }
        }
    }

    @Test
    void sendsDevicesAwayWhileTheGatewayIsAway() throws Exception {
        try (ConfigurableApplicationContext lonely = IngestFixture.start(1, Map.of());
                FrameClient client =
                        FrameClient.connect(lonely.getBean(FrameServer.class).port())) {
            client.begin(hello(IngestFixture.newDevice(), "b", RATE, null));
            client.send(audio(0, 1, 1, sound(5, 3_200)));
            Body.Failure failure = client.awaitEnd();
            assertThat(failure.code()).isEqualTo("overloaded");
            assertThat(failure.retryAfterMs()).isPositive();
        }
    }

    private static void expect(byte[] bytes, String code) throws Exception {
        try (FrameClient client = FrameClient.connect(port)) {
            client.send(bytes);
            assertThat(client.awaitEnd().code()).as(code).isEqualTo(code);
        }
    }

    private static void expectAfterWelcome(byte[] bytes, String code) throws Exception {
        try (FrameClient client = FrameClient.connect(port)) {
            client.begin(hello(IngestFixture.newDevice(), "b", RATE, null));
            client.send(bytes);
            assertThat(client.awaitEnd().code()).as(code).isEqualTo(code);
        }
    }

    private static byte[] changed(byte[] frame, int at) {
        byte[] changed = frame.clone();
        changed[at] ^= 0x7f;
        return changed;
    }

    private static byte[] sound(int seed, int bytes) {
        byte[] sound = new byte[bytes];
        new Random(seed).nextBytes(sound);
        return sound;
    }
}
