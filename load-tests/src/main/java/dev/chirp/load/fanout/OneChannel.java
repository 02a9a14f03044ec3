package dev.chirp.load.fanout;

import dev.chirp.load.measure.Latencies;
import dev.chirp.load.socket.Fleet;
import dev.chirp.load.socket.Member;
import java.net.InetSocketAddress;
import java.util.List;

/** Sockets of one user, some of which may stop to read. Latencies are those of the others. */
public final class OneChannel implements AutoCloseable {
    private static final String STALLING = "stalling";
    private static final long SETTLE_MS = 30_000;
    private final long user;
    private final int members;
    private final Latencies latencies = new Latencies();
    private final Fleet fleet;

    /**
     * Prepares the sockets; none is open yet.
     *
     * @param members all of them
     * @param stalling those of them that {@link #stall} stops, with small buffers
     */
    public OneChannel(FanoutServers servers, InetSocketAddress address, long user, int members, int stalling) {
        this.user = user;
        this.members = members;
        this.fleet = new Fleet(1, List.of(address), this::delivered);
        String token = servers.token(user);
        for (int i = 0; i < stalling; i++) {
            fleet.addNarrow(new Member(user, "/ws", token, true, STALLING));
        }
        for (int i = stalling; i < members; i++) {
            fleet.add(Member.of(user, token));
        }
    }

    private void delivered(Member member, long latencyNanos) {
        if (!isStalling(member)) {
            latencies.record(latencyNanos);
        }
    }

    private static boolean isStalling(Member member) {
        return STALLING.equals(member.clientId());
    }

    public Fleet fleet() {
        return fleet;
    }

    public Latencies latencies() {
        return latencies;
    }

    /** From now on they read nothing; those that come back neither. */
    public void stall() throws InterruptedException {
        fleet.each(socket -> {
            if (isStalling(socket.member())) {
                socket.stall();
            }
        });
    }

    /** They give up the connection that they do not read, and come back to read nothing of the next one. */
    public void stallAgain() throws InterruptedException {
        fleet.each(socket -> {
            if (isStalling(socket.member())) {
                socket.kick();
            }
        });
    }

    /** They come back and read. */
    public void readAgain() throws InterruptedException {
        fleet.each(socket -> {
            if (isStalling(socket.member())) {
                socket.unstall();
                socket.kick();
            }
        });
    }

    /** Waits until every socket has everything; answers how many do not. */
    public long awaitAll(RecordPublisher records) throws InterruptedException {
        long newest = records.newest(user);
        fleet.awaitCount(members, socket -> socket.isOpen() && socket.offset() >= newest, SETTLE_MS);
        return members - fleet.count(socket -> socket.isOpen() && socket.offset() >= newest);
    }

    public long user() {
        return user;
    }

    @Override
    public void close() {
        fleet.close();
    }
}
