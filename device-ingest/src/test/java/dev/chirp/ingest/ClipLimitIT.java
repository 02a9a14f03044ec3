package dev.chirp.ingest;

import static dev.chirp.ingest.FrameClient.audio;
import static dev.chirp.ingest.FrameClient.hello;
import static org.assertj.core.api.Assertions.assertThat;

import dev.chirp.ingest.ClipRefusalsIT.Answer;
import dev.chirp.ingest.IngestFixture.Device;
import dev.chirp.ingest.frame.Body;
import dev.chirp.ingest.frame.Frame;
import dev.chirp.ingest.gate.FrameServer;
import dev.chirp.limits.Limit;
import dev.chirp.limits.RateLimiter;
import dev.chirp.security.DeviceKey;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

/** Twenty clips of a device at once and sixty a minute, however they come. */
class ClipLimitIT {
    private static final byte[] CLIP = "RIFF and whatever follows".getBytes(StandardCharsets.US_ASCII);
    private static final int AT_ONCE = 20;
    private static FakeGateway gateway;
    private static ConfigurableApplicationContext service;

    @BeforeAll
    static void start() throws Exception {
        gateway = new FakeGateway();
        service = IngestFixture.start(gateway.port(), Map.of());
    }

    @AfterAll
    static void stop() {
        service.close();
        gateway.close();
    }

    @Test
    void says429AndWhenToComeBack() throws Exception {
        Answer refused = spend(service, IngestFixture.newDevice().key());

        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.json().get("code").asString()).isEqualTo("rate_limited");
        assertThat(refused.retryAfter()).isPositive();
        assertThat(refused.header("RateLimit")).contains("\"device\"");
        assertThat(refused.header("RateLimit-Policy")).contains("q=60;w=60");
    }

    @Test
    void isTheSameForAllKeysHeadersAndSpellings() throws Exception {
        // Given
        Device device = IngestFixture.newDevice();
        String second = DeviceKey.generate(new SecureRandom());
        IngestFixture.run(
                "INSERT INTO device_key (id, device_id, prefix, key_hash) VALUES (?, ?, ?, ?)",
                UUID.randomUUID(),
                device.id(),
                DeviceKey.visiblePart(second),
                DeviceKey.hash(second));

        // When
        spend(service, device.key());

        // Then
        assertThat(isRefused(second)).isTrue();
        assertThat(isRefused(device.key(), "X-Forwarded-For", "203.0.113.9")).isTrue();
        assertThat(isRefused(device.key(), "X-Device-Id", device.id().toString().toUpperCase(java.util.Locale.ROOT)))
                .isTrue();
        assertThat(isRefused(device.key(), "X-Device-Boot", "b", "X-Device-Seq", "1"))
                .isTrue();
        assertThat(isRefused(device.key(), "X-HTTP-Method-Override", "GET")).isTrue();
    }

    /** Another token comes every second, so one of several must be refused. */
    private static boolean isRefused(String key, String... headers) throws Exception {
        for (int i = 0; i < 5; i++) {
            if (ClipRefusalsIT.post(service, key, CLIP, headers).status() == 429) {
                return true;
            }
        }
        return false;
    }

    @Test
    void slowsFramesDownAndLosesNoneOfThem() throws Exception {
        Device device = IngestFixture.newDevice();
        spend(service, device.key());
        int clips = 4;
        try (FrameClient client =
                FrameClient.connect(service.getBean(FrameServer.class).port())) {
            client.begin(hello(device, "b", 16_000, null));
            for (int clip = 1; clip <= clips; clip++) {
                client.send(audio(Frame.LAST_OF_CLIP, clip, clip, new byte[3_200]));
            }

            client.await(Body.SlowDown.class, slow -> true);
            assertThat(client.awaitCommitted(clips).receivedSeq()).isEqualTo(clips);
        }
    }

    /** A device whose connection breaks again and again keeps its budget. */
    @Test
    void takesNothingForConnectionsThatSendNothing() throws Exception {
        Device device = IngestFixture.newDevice();
        int port = service.getBean(FrameServer.class).port();
        for (int i = 0; i < 3 * AT_ONCE; i++) {
            try (FrameClient client = FrameClient.connect(port)) {
                client.begin(hello(device, "b" + i, 16_000, null));
            }
        }

        // What the last ones held is on its way back. Had they all kept theirs, it would take until this is too late.
        RateLimiter limiter = service.getBean(RateLimiter.class);
        long deadline = System.nanoTime() + Duration.ofSeconds(AT_ONCE / 2).toNanos();
        while (!limiter.take(Limit.device(), device.id().toString(), AT_ONCE)
                .toFuture()
                .join()
                .allowed()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            LockSupport.parkNanos(5_000_000);
        }
    }

    @Test
    void decidesAloneWithoutRedis() throws Exception {
        try (ConfigurableApplicationContext alone =
                IngestFixture.start(gateway.port(), Map.of("chirp.redis.url", "redis://127.0.0.1:1"))) {
            Answer refused = spend(alone, IngestFixture.newDevice().key());

            assertThat(refused.status()).isEqualTo(429);
            assertThat(alone.getBean(MeterRegistry.class)
                            .counter("limits.decisions", "limit", "device", "decision", "degraded")
                            .count())
                    .isGreaterThan(AT_ONCE);
        }
    }

    /** Sends clips until one is refused. */
    private static Answer spend(ConfigurableApplicationContext to, String key) throws Exception {
        Answer last = ClipRefusalsIT.post(to, key, CLIP);
        int taken = 0;
        for (; last.status() == 202 && taken < 3 * AT_ONCE; taken++) {
            last = ClipRefusalsIT.post(to, key, CLIP);
        }
        assertThat(taken).isGreaterThanOrEqualTo(AT_ONCE);
        return last;
    }
}
