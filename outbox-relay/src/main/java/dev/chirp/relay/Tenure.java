package dev.chirp.relay;

import dev.chirp.relay.check.ClusterCheck;
import dev.chirp.relay.hold.HeldStore;
import dev.chirp.relay.hold.Releases;
import dev.chirp.relay.lane.LaneSettings;
import dev.chirp.relay.lane.Lanes;
import dev.chirp.relay.lane.Lease;
import dev.chirp.relay.lane.LeaseKeeper;
import dev.chirp.relay.publish.PublishMeters;
import dev.chirp.relay.publish.Publisher;
import dev.chirp.relay.read.EventReader;
import dev.chirp.relay.server.Database;
import dev.chirp.relay.wakeup.Pace;
import dev.chirp.relay.wakeup.PollSettings;
import dev.chirp.relay.wakeup.WakeSignal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One uninterrupted membership: an instance id, its two connections, its lanes with their positions. Whatever breaks ends
 * the tenure and everything in it; the next one begins from what was persisted. {@link #run} runs on the publishing
 * thread and starts the lease thread.
 */
final class Tenure implements AutoCloseable {
    private static final Duration READ_WITHIN = Duration.ofSeconds(10);
    private static final Duration LEASE_WITHIN = Duration.ofSeconds(1);
    private static final long DRAIN_LOOK_NANOS = Duration.ofMillis(20).toNanos();

    private final UUID instance = UUID.randomUUID();
    private final LaneSettings laneSettings;
    private final PollSettings pollSettings;
    private final Lanes lanes;
    private final WakeSignal wake;
    private final Lease lease;
    private final WakeSignal leaseWake = new WakeSignal();
    private final Connection readConnection;
    private final Connection leaseConnection;
    private final LeaseKeeper keeper;
    private final PublishRound round;
    private volatile boolean over;
    private volatile @Nullable Exception failure;

    Tenure(
            Database database,
            LaneSettings laneSettings,
            PollSettings pollSettings,
            Lanes lanes,
            WakeSignal wake,
            Publisher publisher,
            PublishMeters meters)
            throws SQLException {
        this.laneSettings = laneSettings;
        this.pollSettings = pollSettings;
        this.lanes = lanes;
        this.wake = wake;
        this.lease = new Lease(laneSettings.leaseTimeout(), System.nanoTime());
        this.readConnection = database.open("read", READ_WITHIN);
        try {
            this.leaseConnection = database.open("lease", LEASE_WITHIN);
        } catch (SQLException e) {
            readConnection.close();
            throw e;
        }
        this.keeper = new LeaseKeeper(leaseConnection, instance, lanes, lease, laneSettings, System::nanoTime);
        this.round = new PublishRound(
                new EventReader(readConnection),
                new HeldStore(readConnection, instance),
                new Releases(readConnection, lanes, lease, publisher, System::nanoTime),
                lanes,
                lease,
                publisher,
                meters,
                pollSettings.pageRows());
    }

    UUID instance() {
        return instance;
    }

    /** Whether this process stood still for a whole lease. */
    boolean overslept() {
        return lease.overslept(System.nanoTime());
    }

    /**
     * Publishes until it is to stop, or something breaks.
     *
     * @param earlier this process's previous instance, whose lanes are forgotten
     * @throws SQLException or {@link InterruptedException}, or the first exception of the lease thread
     */
    void run(@Nullable UUID earlier, BooleanSupplier stopping) throws Exception {
        ClusterCheck.verify(leaseConnection);
        keeper.enter(earlier);
        Thread leaseThread = Thread.ofPlatform().name("relay-lease").start(this::keepLease);
        try {
            publish(stopping);
            if (failure == null) {
                drain();
            }
        } finally {
            over = true;
            leaseWake.raise();
            leaseThread.join();
        }
        if (failure != null) {
            throw failure;
        }
        keeper.leave();
    }

    private void publish(BooleanSupplier stopping) throws SQLException, InterruptedException {
        var pace = new Pace(pollSettings, ThreadLocalRandom.current());
        boolean woken = false;
        while (!stopping.getAsBoolean() && failure == null && lease.isHeld(System.nanoTime())) {
            PublishRound.Result result = round.run(woken);
            switch (result) {
                case MORE -> {}
                case SOME -> {
                    WakeSignal.pause(pollSettings.coalesce().toNanos());
                    woken = wake.await(pace.next(true));
                }
                case NOTHING -> woken = wake.await(pace.next(false));
                case BROKEN -> throw new IllegalStateException("The Kafka producer is broken");
            }
        }
        if (!stopping.getAsBoolean() && failure == null) {
            throw new IllegalStateException("The lease ran out");
        }
    }

    /** Waits for the answers to what is under way; the lease thread releases lane by lane. */
    private void drain() throws SQLException, InterruptedException {
        keeper.handOverAll();
        leaseWake.raise();
        long deadline = System.nanoTime() + laneSettings.handOverTimeout().toNanos();
        while (lanes.count() > 0 && failure == null && deadline - System.nanoTime() > 0) {
            round.holdRefusals();
            wake.await(DRAIN_LOOK_NANOS);
        }
    }

    private void keepLease() {
        try {
            long next = System.nanoTime();
            while (!over) {
                if (System.nanoTime() - next >= 0) {
                    next = System.nanoTime() + laneSettings.heartbeat().toNanos();
                    keeper.tick();
                }
                long wait = next - System.nanoTime();
                if (keeper.isHandingOver()) {
                    keeper.releaseDrained();
                    wait = Math.min(wait, DRAIN_LOOK_NANOS);
                }
                leaseWake.await(wait);
            }
        } catch (SQLException | InterruptedException | RuntimeException e) {
            failure = e;
            wake.raise();
        }
    }

    @Override
    public void close() {
        lanes.dropAll();
        closeQuietly(readConnection);
        closeQuietly(leaseConnection);
    }

    private static void closeQuietly(Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            // It is given up because it is broken.
        }
    }
}
