package dev.chirp.ingest.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chirp.contracts.event.DeviceHealth;
import dev.chirp.contracts.event.Signal.DeviceReported;
import dev.chirp.ingest.device.DeviceIdentity;
import dev.chirp.ingest.frame.Body;
import dev.chirp.ingest.session.DeviceObserver.Observation;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class DeviceStatesTest {
    private static final Instant START = Instant.parse("2026-05-01T04:00:00Z");
    private static final int RATE = 8_000;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final MicrophoneLimits limits = new MicrophoneLimits(-80, Duration.ofSeconds(2), 6, Duration.ofSeconds(1));
    private Instant now = START;
    private final DeviceStates states = new DeviceStates(2, limits, () -> now, meters);
    private final DeviceIdentity device = newDevice();

    @Test
    void reportsWhatADeviceSaysAndWhatIsHeardOfIt() {
        Observation observation = states.begin(device, hello("1.2", START.toEpochMilli() - 250));
        observation.telemetry(
                new Body.Telemetry(-61, 81_920L, 3.9, 77.0, 21.5, 2L, 5_000L, START.toEpochMilli() - 300, null));
        now = START.plusSeconds(1);
        observation.samples(LevelTest.sound(RATE, i -> i % 2 == 0 ? 3_277 : -3_277));
        observation.gap(480);
        now = START.plusSeconds(2);
        observation.seen();
        now = START.plusSeconds(5);

        List<DeviceReported> reports = states.take();

        assertThat(reports)
                .containsExactly(new DeviceReported(
                        device.deviceId(),
                        device.userId(),
                        new DeviceHealth(
                                now,
                                START.plusSeconds(2),
                                START.plusSeconds(1),
                                1,
                                480,
                                2L,
                                300L,
                                -61,
                                81_920L,
                                3.9,
                                77.0,
                                21.5,
                                "1.2",
                                -20.0,
                                -20.0,
                                "ok")));
        assertThat(states.take()).isEmpty();
    }

    @Test
    void countsGapsOnceAndRemembersTheRest() {
        Observation observation = states.begin(device, hello("1.2", null));
        observation.gap(480);
        states.take();
        now = START.plusSeconds(9);
        observation.seen();

        DeviceHealth health = states.take().getFirst().health();

        assertThat(health.gaps()).isZero();
        assertThat(health.lostSamples()).isZero();
        assertThat(health.firmware()).isEqualTo("1.2");
        assertThat(health.rmsDbfs()).isNull();
        assertThat(health.microphone()).isNull();
    }

    @Test
    void flagsASilentMicrophone() {
        Observation observation = states.begin(device, hello(null, null));
        for (int i = 0; i < 20; i++) {
            observation.samples(LevelTest.sound(RATE / 10, sample -> -900));
        }
        assertThat(states.take().getFirst().health().microphone()).isEqualTo("constant");
    }

    @Test
    void knowsDevicesThatSendClipsAlone() {
        states.seen(device);
        assertThat(states.take().getFirst().health().lastAudioAt()).isNull();
        states.sound(device);
        assertThat(states.take().getFirst().health().lastAudioAt()).isEqualTo(START);
    }

    @Test
    void keepsNothingThatADatabaseWouldChokeOn() {
        Observation observation = states.begin(device, hello("a\u0000b\n" + "x".repeat(100), Long.MIN_VALUE));
        observation.telemetry(new Body.Telemetry(
                null, null, Double.POSITIVE_INFINITY, Double.NaN, null, null, null, Long.MAX_VALUE, null));
        observation.gap(Long.MAX_VALUE);
        observation.gap(Long.MIN_VALUE);
        observation.seen();

        DeviceHealth health = states.take().getFirst().health();

        assertThat(health.firmware()).startsWith("a?b?xx").hasSize(64);
        assertThat(health.batteryVolts()).isNull();
        assertThat(health.batteryPercent()).isNull();
        assertThat(health.clockSkewMs()).isEqualTo(-3_155_760_000_000L);
        assertThat(health.lostSamples()).isPositive().isLessThan(1L << 40);
    }

    @Test
    void holdsABoundedNumberOfDevicesAndForgetsThoseThatAreGone() {
        Observation here = states.begin(device, hello(null, null));
        states.seen(newDevice());
        states.seen(newDevice());
        assertThat(states.take()).hasSize(2);
        assertThat(dropped()).isOne();

        now = START.plus(Duration.ofHours(1));
        states.take();
        DeviceIdentity late = newDevice();
        states.seen(late);
        here.seen();

        assertThat(states.take())
                .extracting(DeviceReported::deviceId)
                .containsExactlyInAnyOrder(device.deviceId(), late.deviceId());
        assertThat(dropped()).isOne();
    }

    private double dropped() {
        return meters.counter("ingest.reports.dropped", "reason", "too_many").count();
    }

    private static DeviceIdentity newDevice() {
        return new DeviceIdentity(UUID.randomUUID(), 5, UUID.randomUUID());
    }

    private static Body.Hello hello(String firmware, Long unixMs) {
        return new Body.Hello("key", null, "b1", firmware, RATE, 1, "s16le", 1L, unixMs, null);
    }
}
