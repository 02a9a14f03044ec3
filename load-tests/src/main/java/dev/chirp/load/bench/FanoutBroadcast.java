package dev.chirp.load.bench;

import dev.chirp.load.fanout.FanoutServers;
import dev.chirp.load.fanout.Nchan;
import dev.chirp.load.fanout.OneChannel;
import dev.chirp.load.fanout.RecordPublisher;
import dev.chirp.load.measure.CpuTime;
import dev.chirp.load.process.Instance;
import dev.chirp.load.socket.Fleet;
import dev.chirp.load.socket.Member;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * One event to 10,000 sockets, the next when all have it: what a million frames cost the server. Nginx with Nchan takes
 * turns with it, with the same client and the same bytes.
 */
final class FanoutBroadcast {
    private static final int SOCKETS = 10_000;
    private static final long USER = 1;
    private static final int WARM_UP = 40;
    private static final int TURNS = 2;
    private static final long OPEN_TIMEOUT_MS = 120_000;
    private static final long ROUND_TIMEOUT_MS = 20_000;

    private final Session session;
    private final int rounds;

    private FanoutBroadcast(Session session) {
        this.session = session;
        this.rounds = session.full() ? 200 : 60;
    }

    /** Publishes the next message. */
    private interface Publication {
        void next() throws Exception;
    }

    /** Processor seconds for {@code frames}; of what belongs to the server besides, and of the client. */
    private record Cost(double server, double beside, double client, double seconds, long frames) {
        static final Cost NONE = new Cost(0, 0, 0, 0, 0);

        Cost plus(Cost other) {
            return new Cost(
                    server + other.server,
                    beside + other.beside,
                    client + other.client,
                    seconds + other.seconds,
                    frames + other.frames);
        }

        double perMillion(double of) {
            return of / frames * 1e6;
        }
    }

    static void measure(Session session, FanoutServers servers, List<Figure> figures) throws Exception {
        Optional<Path> nginx = Nchan.find();
        FanoutBroadcast broadcast = new FanoutBroadcast(session);
        Instance instance = servers.start(List.of(), List.of());
        Cost ours = Cost.NONE;
        Cost peers = Cost.NONE;
        try (RecordPublisher records = servers.records()) {
            for (int turn = 0; turn < TURNS; turn++) {
                ours = ours.plus(broadcast.ours(servers, instance, records));
                if (nginx.isPresent()) {
                    peers = peers.plus(broadcast.nchan(nginx.get(), session.folder("nginx-" + turn)));
                }
            }
        }
        report(ours, peers, figures);
        if (nginx.isEmpty()) {
            session.say("%s", Nchan.HOW_TO_GET);
        }
    }

    private static void report(Cost ours, Cost peers, List<Figure> figures) {
        String name = "broadcast: server, per million frames";
        if (peers.frames == 0) {
            figures.add(Figure.of(name, "CPU s", ours.perMillion(ours.server)));
        } else {
            figures.add(
                    Figure.notAbove(name, "CPU s", ours.perMillion(ours.server), peers.perMillion(peers.server), 1.0));
            figures.add(Figure.of("broadcast: the client, beside Nchan", "CPU s", peers.perMillion(peers.client)));
            figures.add(Figure.of("broadcast: frames/s, Nchan", "1/s", peers.frames / peers.seconds));
        }
        figures.add(Figure.of("broadcast: Redis and Kafka, the same", "CPU s", ours.perMillion(ours.beside)));
        figures.add(Figure.of("broadcast: the client, beside ours", "CPU s", ours.perMillion(ours.client)));
        figures.add(Figure.of("broadcast: frames/s, ours", "1/s", ours.frames / ours.seconds));
    }

    private Cost ours(FanoutServers servers, Instance instance, RecordPublisher records) throws Exception {
        session.say("%,d sockets of one channel, notify-fanout", SOCKETS);
        try (OneChannel channel = new OneChannel(servers, instance.address(), USER, SOCKETS, 0)) {
            channel.fleet().openAll(OPEN_TIMEOUT_MS);
            return rounds(
                    channel.fleet(),
                    instance.pid(),
                    List.of(servers.pid("REDIS"), servers.pid("KAFKA")),
                    () -> records.send(USER));
        }
    }

    private Cost nchan(Path root, Path folder) throws Exception {
        session.say("%,d sockets of one channel, nginx + Nchan", SOCKETS);
        try (Nchan nginx = Nchan.start(root, folder);
                Fleet fleet = new Fleet(1, List.of(nginx.address()), Fleet.DeliveryListener.NONE)) {
            for (int i = 0; i < SOCKETS; i++) {
                fleet.add(Member.plain("/sub"));
            }
            fleet.openAll(OPEN_TIMEOUT_MS);
            long[] offset = {0};
            return rounds(fleet, nginx.pid(), List.of(), () -> nginx.publish(RecordPublisher.frame(++offset[0])));
        }
    }

    private Cost rounds(Fleet fleet, long server, List<Long> beside, Publication publication) throws Exception {
        for (int i = 0; i < WARM_UP; i++) {
            round(fleet, publication);
        }
        long client = ProcessHandle.current().pid();
        CpuTime before = CpuTime.now(List.of(server));
        CpuTime besideBefore = CpuTime.now(beside);
        CpuTime clientBefore = CpuTime.now(List.of(client));
        long start = System.nanoTime();
        for (int i = 0; i < rounds; i++) {
            round(fleet, publication);
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        if (fleet.tally().violationCount() > 0) {
            throw new IllegalStateException(fleet.tally().violations().toString());
        }
        return new Cost(
                CpuTime.now(List.of(server)).since(before),
                CpuTime.now(beside).since(besideBefore),
                CpuTime.now(List.of(client)).secondsOf(client, clientBefore),
                seconds,
                (long) rounds * SOCKETS);
    }

    private static void round(Fleet fleet, Publication publication) throws Exception {
        long wanted = fleet.tally().deliveries() + SOCKETS;
        publication.next();
        long deadline = System.nanoTime() + ROUND_TIMEOUT_MS * 1_000_000;
        while (fleet.tally().deliveries() < wanted) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("%d deliveries are missing; violations %s"
                        .formatted(
                                wanted - fleet.tally().deliveries(),
                                fleet.tally().violations()));
            }
            Thread.sleep(1);
        }
    }
}
