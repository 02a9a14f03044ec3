package dev.chirp.load.fanout;

import dev.chirp.load.measure.Latencies;
import dev.chirp.load.process.Instance;
import dev.chirp.load.socket.Fleet;
import dev.chirp.load.socket.FleetSocket;
import dev.chirp.load.socket.Member;
import java.util.List;
import java.util.Map;

/**
 * Most sockets are of a user each, the others all of one user, which makes a channel of them. Half of the deliveries go to
 * the former, one per event, half to the latter, one event for all.
 */
public final class MixedLoad implements AutoCloseable {
    private static final long CHANNEL_USER = 1;
    private static final long FIRST_USER = 1_000;
    private static final long SETTLE_MS = 20_000;

    private final int singles;
    private final int members;
    private final RecordPublisher records;
    private final Latencies ofSingles = new Latencies();
    private final Latencies ofMembers = new Latencies();
    private final Fleet fleet;

    /**
     * Prepares the sockets; none is open yet.
     *
     * @param singles sockets of a user each
     * @param members sockets of the one user
     */
    public MixedLoad(FanoutServers servers, RecordPublisher records, Instance instance, int singles, int members) {
        this.singles = singles;
        this.members = members;
        this.records = records;
        this.fleet = new Fleet(1, List.of(instance.address()), this::delivered);
        for (int i = 0; i < singles; i++) {
            fleet.add(Member.of(FIRST_USER + i, servers.token(FIRST_USER + i)));
        }
        String token = servers.token(CHANNEL_USER);
        for (int i = 0; i < members; i++) {
            fleet.add(Member.of(CHANNEL_USER, token));
        }
    }

    private void delivered(Member member, long latencyNanos) {
        (member.user() == CHANNEL_USER ? ofMembers : ofSingles).record(latencyNanos);
    }

    public Fleet fleet() {
        return fleet;
    }

    /** Publishes for so long; half of the deliveries to the singles. */
    public void publish(double deliveriesPerSecond, double seconds) {
        double toSingles = deliveriesPerSecond / 2;
        double toChannel = deliveriesPerSecond / 2 / members;
        long every = Math.max(1, Math.round((toSingles + toChannel) / toChannel));
        records.atRate(
                toSingles + toChannel,
                seconds,
                CaptureDocument.SMALL,
                n -> n % every == 0 ? CHANNEL_USER : FIRST_USER + (n * 7_919) % singles);
    }

    /** Publishes to the channel alone, for so long. */
    public void publishToMembers(double perSecond, double seconds) {
        records.atRate(perSecond, seconds, CaptureDocument.SMALL, n -> CHANNEL_USER);
    }

    /** Waits until every socket has everything; answers how many deliveries are missing after that. */
    public long awaitAll() throws InterruptedException {
        fleet.awaitCount(singles + members, this::isComplete, SETTLE_MS);
        return fleet.sum(socket -> Math.max(0, records.newest(socket.member().user()) - socket.offset()));
    }

    /** Numbers of the newest events by user, now. */
    public Map<Long, Long> newest() {
        return records.newest();
    }

    /** Whether it has everything that was published. */
    public boolean isComplete(FleetSocket socket) {
        return socket.isOpen()
                && socket.offset() >= records.newest(socket.member().user());
    }

    /** Since the last {@link #forget}. */
    public Latencies ofSingles() {
        return ofSingles;
    }

    /** Since the last {@link #forget}. */
    public Latencies ofMembers() {
        return ofMembers;
    }

    /** Since the last {@link #forget}. */
    public Latencies ofAll() {
        Latencies all = new Latencies();
        all.add(ofSingles);
        all.add(ofMembers);
        return all;
    }

    public void forget() {
        ofSingles.clear();
        ofMembers.clear();
    }

    @Override
    public void close() {
        fleet.close();
    }
}
