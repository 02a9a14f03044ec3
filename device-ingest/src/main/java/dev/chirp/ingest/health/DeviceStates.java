package dev.chirp.ingest.health;

import dev.chirp.contracts.event.Signal.DeviceReported;
import dev.chirp.ingest.device.DeviceIdentity;
import dev.chirp.ingest.frame.Body;
import dev.chirp.ingest.meter.IngestMeter;
import dev.chirp.ingest.session.DeviceObserver;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The devices that sent something lately, in a bounded number. Safe for any thread; nothing waits. */
public final class DeviceStates implements DeviceObserver {
    private static final Duration REMEMBERED = Duration.ofMinutes(10);

    private final Map<UUID, DeviceState> states = new ConcurrentHashMap<>();
    private final int maxDevices;
    private final MicrophoneLimits limits;
    private final InstantSource clock;
    private final Counter telemetry;
    private final Counter tooMany;

    DeviceStates(int maxDevices, MicrophoneLimits limits, InstantSource clock, MeterRegistry meters) {
        this.maxDevices = maxDevices;
        this.limits = limits;
        this.clock = clock;
        this.telemetry = IngestMeter.TELEMETRY.counter(meters);
        this.tooMany = IngestMeter.REPORTS_DROPPED.counter(meters, "reason", "too_many");
        IngestMeter.DEVICES.gauge(meters, states::size);
    }

    @Override
    public Observation begin(DeviceIdentity device, Body.Hello hello) {
        String firmware = Plausible.name(hello.firmware());
        DeviceState state = change(device, same -> same.connected(firmware, hello.unixMs(), clock.millis()));
        return state == null ? new Unobserved() : new Observed(state, hello.sampleRate() * hello.channels());
    }

    /** A request of a device came. */
    public void seen(DeviceIdentity device) {
        change(device, state -> state.seen(clock.millis()));
    }

    /** A clip of a device was taken. */
    public void sound(DeviceIdentity device) {
        change(device, state -> state.sound(clock.millis()));
    }

    /** The state after the change, which the reporter does not forget meanwhile; null when there are too many. */
    private @Nullable DeviceState change(DeviceIdentity device, Consumer<DeviceState> action) {
        boolean room = states.size() < maxDevices;
        DeviceState state = states.compute(device.deviceId(), (id, known) -> {
            DeviceState same = known == null && room ? new DeviceState(device, limits) : known;
            if (same != null) {
                action.accept(same);
            }
            return same;
        });
        if (state == null) {
            tooMany.increment();
        }
        return state;
    }

    /** What is new, and new no more then; forgets devices that have been silent for long. */
    List<DeviceReported> take() {
        long now = clock.millis();
        List<DeviceReported> news = states.values().stream()
                .map(state -> state.take(now))
                .flatMap(Optional::stream)
                .toList();
        states.keySet()
                .forEach(id -> states.computeIfPresent(
                        id, (same, state) -> state.isForgettable(now - REMEMBERED.toMillis()) ? null : state));
        return news;
    }

    /** A device that there is no room for. */
    private static final class Unobserved implements Observation {
        @Override
        public void seen() {}

        @Override
        public void samples(ByteBuf samples) {}

        @Override
        public void sound() {}

        @Override
        public void gap(long lostSamples) {}

        @Override
        public void telemetry(Body.Telemetry telemetry) {}

        @Override
        public void end() {}
    }

    private final class Observed implements Observation {
        private final DeviceState state;
        private final int samplesPerSecond;

        Observed(DeviceState state, int samplesPerSecond) {
            this.state = state;
            this.samplesPerSecond = samplesPerSecond;
        }

        @Override
        public void seen() {
            state.seen(clock.millis());
        }

        @Override
        public void samples(ByteBuf samples) {
            state.samples(samples, samplesPerSecond, clock.millis());
        }

        @Override
        public void sound() {
            state.sound(clock.millis());
        }

        @Override
        public void gap(long lostSamples) {
            state.gap(Plausible.lostSamples(lostSamples));
        }

        @Override
        public void telemetry(Body.Telemetry latest) {
            telemetry.increment();
            state.telemetry(latest, clock.millis());
        }

        @Override
        public void end() {
            state.disconnected();
        }
    }
}
