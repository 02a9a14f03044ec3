package dev.chirp.load.fanout;

import dev.chirp.contracts.event.EventType;
import dev.chirp.load.check.Database;
import dev.chirp.load.process.Instance;
import dev.chirp.load.socket.Fleet;
import dev.chirp.load.socket.FleetSocket;
import dev.chirp.load.socket.Member;
import dev.chirp.load.socket.Tally;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** What scenarios work on: servers with a relay, an instance or two, a fleet of users with five sockets each, events. */
final class StressStage implements AutoCloseable {
    static final int SOCKETS_PER_USER = 5;
    /** So soon that a silent connection is noticed within a scenario. */
    static final int PING_SECONDS = 3;

    static final int PONG_SECONDS = 2;
    private static final List<String> OPTIONS = List.of(
            "--chirp.fanout.session.ping-interval=" + PING_SECONDS + "s",
            "--chirp.fanout.session.pong-timeout=" + PONG_SECONDS + "s",
            "--chirp.redis.probe-interval=1s",
            "--chirp.redis.probe-timeout=3s");
    private static final long FIRST_USER = 1_000;
    private static final long OPEN_TIMEOUT_MS = 60_000;
    private static final long COMPLETE_TIMEOUT_MS = 60_000;

    private final FanoutServers servers;
    private final Database database;
    private final Cache cache;
    private final EventPublisher events;
    private final List<Instance> instances = new ArrayList<>();
    private final Fleet fleet;
    private final int users;
    private final boolean full;
    private final Consumer<String> out;
    private final List<String> checked = new ArrayList<>();
    private final List<String> violations = new ArrayList<>();

    StressStage(Path folder, boolean full, Consumer<String> out) throws IOException, InterruptedException {
        this.full = full;
        this.out = out;
        this.users = full ? 400 : 60;
        this.servers = new FanoutServers(folder);
        servers.platform().run("outbox-relay");
        this.database = servers.database();
        this.cache = new Cache(servers.redis());
        this.events = new EventPublisher(servers.platform().environment());
        Instance first = startInstance();
        this.fleet = fleet(List.of(first));
        for (int i = 0; i < users * SOCKETS_PER_USER; i++) {
            long user = FIRST_USER + i % users;
            fleet.add(Member.of(user, servers.token(user)));
        }
        fleet.watchSilence();
        fleet.openAll(OPEN_TIMEOUT_MS);
    }

    /** Without sockets. */
    Fleet fleet(List<Instance> of) {
        return new Fleet(1, of.stream().map(Instance::address).toList(), Fleet.DeliveryListener.NONE);
    }

    Instance startInstance() throws IOException, InterruptedException {
        Instance instance = servers.start(List.of(), OPTIONS);
        instances.add(instance);
        return instance;
    }

    /** The one that is always there. */
    Instance first() {
        return instances.getFirst();
    }

    FanoutServers servers() {
        return servers;
    }

    Database database() {
        return database;
    }

    Cache cache() {
        return cache;
    }

    EventPublisher events() {
        return events;
    }

    Fleet fleet() {
        return fleet;
    }

    boolean full() {
        return full;
    }

    int sockets() {
        return users * SOCKETS_PER_USER;
    }

    /** One event after the other, to all users in turns, until it is closed. */
    EventPublisher.Flow publishing() {
        return events.keepPublishing(full ? 200 : 60, n -> FIRST_USER + n % users);
    }

    /** Nothing of ours is connected to PostgreSQL any more; what is published meanwhile is refused. */
    void disconnect() {
        events.suspend();
    }

    void reconnect() {
        events.resume();
    }

    void say(String what) {
        out.accept(what);
    }

    void pass(double seconds) throws InterruptedException {
        Thread.sleep((long) (seconds * 1_000));
    }

    /** Notes that something was checked, and how it came out. */
    void expect(boolean holds, String what) {
        (holds ? checked : violations).add(what);
    }

    /** Whether it holds before time is up. */
    static boolean awaits(BooleanSupplier condition, double seconds) throws InterruptedException {
        long deadline = System.nanoTime() + (long) (seconds * 1e9);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
        return true;
    }

    /** Every socket of the fleet is open and has everything that is committed, and nothing else; waits for it. */
    void expectComplete(Fleet of) throws SQLException, IOException, InterruptedException {
        Map<Long, Long> newest = newest();
        long epoch = database.number("SELECT epoch FROM stream_epoch");
        long all = of.sockets().size();
        long start = System.nanoTime();
        of.awaitCount(all, socket -> isComplete(socket, newest, epoch), COMPLETE_TIMEOUT_MS);
        double seconds = (System.nanoTime() - start) / 1e9;
        long open = of.count(FleetSocket::isOpen);
        long complete = of.count(socket -> isComplete(socket, newest, epoch));
        long missing = of.sum(socket -> Math.max(0, top(newest, socket) - socket.offset()));
        expect(open == all, "%d of %d sockets are open".formatted(open, all));
        expect(
                complete == all,
                "%d of %d sockets have every committed event of their channel %.1f s later, %d events are missing"
                        .formatted(complete, all, seconds, missing));
        Tally tally = of.tally();
        expect(
                tally.violationCount() == 0,
                "each offset once and in order: %d violations %s"
                        .formatted(tally.violationCount(), tally.violations()));
    }

    private static boolean isComplete(FleetSocket socket, Map<Long, Long> newest, long epoch) {
        return socket.isOpen()
                && socket.offset() == top(newest, socket)
                && (socket.offset() == 0 || socket.epoch() == epoch);
    }

    private static long top(Map<Long, Long> newest, FleetSocket socket) {
        return newest.getOrDefault(socket.member().user(), 0L);
    }

    private Map<Long, Long> newest() throws SQLException, IOException {
        Map<Long, Long> newest = new HashMap<>();
        database.each(
                "SELECT key, max(seq) FROM event WHERE stream = '%s' GROUP BY key"
                        .formatted(EventType.CAPTURE_PROCESSED.stream().streamName()),
                row -> newest.put(Long.parseLong(row.getString(1)), row.getLong(2)));
        return newest;
    }

    /** What has been checked since the last time, and what of it did not hold. */
    StressOutcome outcome(String name, double seconds, long deliveries) {
        StressOutcome outcome =
                new StressOutcome(name, seconds, deliveries, List.copyOf(checked), List.copyOf(violations));
        checked.clear();
        violations.clear();
        fleet.tally().forgetViolations();
        return outcome;
    }

    @Override
    public void close() {
        fleet.close();
        events.close();
        servers.close();
    }
}
