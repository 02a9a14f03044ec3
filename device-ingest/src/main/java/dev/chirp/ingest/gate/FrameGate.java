package dev.chirp.ingest.gate;

import dev.chirp.ingest.device.DeviceIdentity;
import dev.chirp.ingest.device.DeviceKeys;
import dev.chirp.ingest.frame.Body;
import dev.chirp.ingest.intake.CaptureIntakeClient;
import dev.chirp.ingest.intake.Clip;
import dev.chirp.ingest.intake.ClipFeed;
import dev.chirp.ingest.intake.OggFeed;
import dev.chirp.ingest.intake.PcmHeader;
import dev.chirp.ingest.limit.IngestLimits;
import dev.chirp.ingest.meter.IngestMeter;
import dev.chirp.ingest.opus.OggStream;
import dev.chirp.ingest.results.ResultsListener;
import dev.chirp.ingest.session.NewClip;
import dev.chirp.ingest.session.SessionScope;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which devices are connected, how many may be, and the going of all when the service stops. */
final class FrameGate implements ResultsListener {
    private static final Logger log = LoggerFactory.getLogger(FrameGate.class);
    private static final long LONGEST_RETURN_MILLIS = 2_000;

    /** What a farewell takes to be read when the clips before it were awaited for as long as they may be. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(3);

    /** One boot of one device; it has one connection at a time. */
    record Boot(UUID device, String bootId) {}

    /** A connection whose device is known. */
    record Known(Boot boot, DeviceIdentity device, DeviceConnection connection) {}

    private final GateSettings settings;
    private final SessionScope scope;
    private final DeviceKeys keys;
    private final CaptureIntakeClient intake;
    private final IngestLimits limits;
    private final ByteBudget budget;
    private final TaskTimes taskTimes;
    private final Sweeps sweeps = new Sweeps();
    private final AtomicInteger all = new AtomicInteger();
    private final Map<Transport, AtomicInteger> open = new EnumMap<>(Transport.class);
    private final Map<Boot, Known> welcome = new ConcurrentHashMap<>();
    private final Listeners listeners = new Listeners();
    private final MeterRegistry meters;
    private volatile boolean draining;

    FrameGate(
            GateSettings settings,
            SessionScope scope,
            DeviceKeys keys,
            CaptureIntakeClient intake,
            IngestLimits limits,
            MeterRegistry meters) {
        this.settings = settings;
        this.scope = scope;
        this.keys = keys;
        this.intake = intake;
        this.limits = limits;
        this.meters = meters;
        this.budget = new ByteBudget(settings.maxHeld().toBytes());
        for (Transport transport : Transport.values()) {
            AtomicInteger count = new AtomicInteger();
            open.put(transport, count);
            IngestMeter.SESSIONS.gauge(meters, count::get, "transport", transport.tag());
        }
        this.taskTimes = settings.timeTasks() ? TaskTimes.recordedIn(meters) : TaskTimes.NONE;
        IngestMeter.HELD_BYTES.gauge(meters, budget::held);
    }

    /** What a device that has just been welcomed may begin; its first permit is asked for. */
    ClipPermits permits(DeviceConnection connection, DeviceIdentity device) {
        ClipPermits permits = new ClipPermits(limits, device.deviceId(), connection, now());
        permits.askIfNeeded(now());
        return permits;
    }

    /** Whether the gateway wants no clip to begin. */
    boolean isHeldBack() {
        return intake.heldBackFor().isPresent();
    }

    SessionScope scope() {
        return scope;
    }

    DeviceKeys keys() {
        return keys;
    }

    ByteBudget budget() {
        return budget;
    }

    TaskTimes taskTimes() {
        return taskTimes;
    }

    /** The event loops of all connections. */
    Set<EventLoop> loops() {
        return sweeps.loops();
    }

    long now() {
        return scope.nanoTime().getAsLong();
    }

    /** Takes a new connection in, on its event loop; one too many is told to come back later. */
    void enter(DeviceConnection connection) {
        count(connection.transport()).incrementAndGet();
        IngestMeter.SESSIONS_OPENED
                .counter(meters, "transport", connection.transport().tag())
                .increment();
        sweeps.add(connection);
        if (all.incrementAndGet() > settings.maxConnections() || draining) {
            connection.session().refuse();
        }
    }

    /** Once for each connection that entered, on its event loop. */
    void leave(DeviceConnection connection) {
        count(connection.transport()).decrementAndGet();
        all.decrementAndGet();
        sweeps.remove(connection);
        connection.known().ifPresent(known -> {
            welcome.remove(known.boot(), known);
            listeners.remove(known.device().userId(), connection);
        });
    }

    private AtomicInteger count(Transport transport) {
        return Objects.requireNonNull(open.get(transport));
    }

    /** A device is known. A connection that it had before is over, whatever that one knows. */
    void welcome(DeviceConnection connection) {
        DeviceIdentity device = connection.session().device().orElseThrow();
        String bootId = connection.session().bootId().orElseThrow();
        Known known = new Known(new Boot(device.deviceId(), bootId), device, connection);
        connection.known(known);
        Known before = welcome.put(known.boot(), known);
        if (before != null) {
            before.connection().run(before.connection().session()::replace);
        }
        if (connection.session().isListening()) {
            listeners.add(device.userId(), connection);
        }
        log.atInfo()
                .addKeyValue("session_id", connection.session().id())
                .addKeyValue("device_id", device.deviceId())
                .addKeyValue("user_id", device.userId())
                .addKeyValue("transport", connection.transport().tag())
                .log("Device connected");
    }

    @Override
    public boolean wants(long userId) {
        return listeners.has(userId);
    }

    @Override
    public void onResult(long userId, byte[] envelope) {
        Body.Event event = new Body.Event(envelope);
        listeners.of(userId).forEach(connection -> connection.event(event));
    }

    void shookHands(boolean well) {
        IngestMeter.TLS_HANDSHAKES
                .counter(meters, "result", well ? "done" : "failed")
                .increment();
    }

    /** Begins a clip; everything of it happens on the channel's event loop. */
    ClipFeed begin(NewClip clip, String sessionId, Channel channel, ClipFeed.Listener listener) {
        Clip named = new Clip(
                clip.device(),
                new Clip.Name.OfBoot(clip.bootId(), clip.clip()),
                clip.opus() ? "audio/ogg" : "audio/wav",
                recordedAt(clip.lead()),
                sessionId,
                null);
        ClipFeed feed = intake.begin(named, channel.eventLoop(), listener);
        if (clip.opus()) {
            OggStream stream = new OggStream(channel.alloc());
            feed.write(stream.head(clip.channels(), clip.sampleRate()));
            return new OggFeed(feed, stream);
        }
        feed.write(PcmHeader.write(channel.alloc(), clip.sampleRate(), clip.channels()));
        return feed;
    }

    private @Nullable Instant recordedAt(@Nullable Duration lead) {
        return lead == null ? null : scope.clock().instant().minus(lead);
    }

    /** The keys of the devices that are connected. */
    Set<UUID> keysInUse() {
        return welcome.values().stream()
                .flatMap(known -> Stream.ofNullable(known.device().keyId()))
                .collect(Collectors.toSet());
    }

    /** The devices that are connected by their certificates. */
    Set<UUID> certificatesInUse() {
        return welcome.values().stream()
                .map(Known::device)
                .filter(device -> device.keyId() == null)
                .map(DeviceIdentity::deviceId)
                .collect(Collectors.toSet());
    }

    /** Ends the connections of these keys. */
    void revokeKeys(Set<UUID> keyIds) {
        revoke(device -> device.keyId() != null && keyIds.contains(device.keyId()));
    }

    /** Ends the connections of these devices that have shown a certificate. */
    void revokeCertificates(Set<UUID> deviceIds) {
        revoke(device -> device.keyId() == null && deviceIds.contains(device.deviceId()));
    }

    private void revoke(Predicate<DeviceIdentity> revoked) {
        welcome.values().stream()
                .filter(known -> revoked.test(known.device()))
                .map(Known::connection)
                .forEach(connection -> connection.run(connection.session()::revoke));
    }

    /**
     * Lets nobody in any more, awaits complete clips, and tells every device when to come back, each after another while.
     * Blocks until all have gone, for a bounded time.
     */
    void drain() {
        draining = true;
        sweeps.forEachLoop(FrameGate::drain);
        long deadline = System.nanoTime()
                + scope.limits().farewellTimeout().plus(LAST_WORDS).toNanos();
        try {
            while (all.get() > 0 && System.nanoTime() < deadline) {
                TimeUnit.MILLISECONDS.sleep(20);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        sweeps.close();
    }

    private static void drain(Collection<DeviceConnection> connections) {
        for (DeviceConnection connection : connections) {
            long comeBack = ThreadLocalRandom.current().nextLong(LONGEST_RETURN_MILLIS);
            connection.run(() -> connection.session().drain(comeBack, System.nanoTime()));
        }
    }
}
