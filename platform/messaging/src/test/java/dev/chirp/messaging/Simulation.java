package dev.chirp.messaging;

import dev.chirp.contracts.event.EventType;
import dev.chirp.contracts.event.Header;
import dev.chirp.contracts.event.Stream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;

/**
 * A partition with duplicates and regressions, two instances that may both believe to own it, and one database. Every
 * line of the runtime but its threads and its SQL is the real one; what interleaves is decided by a list of numbers.
 */
final class Simulation {
    static final List<String> KEYS = List.of("1", "2");
    static final int EVENTS = 12;
    private static final int MAX_PARKED_READS = 5_000;

    /** Which known-wrong variant runs, if any. */
    enum Mutation {
        NONE,
        /** Each instance remembers what it has seen and handles the rest in the order of the log. */
        IN_MEMORY_SET,
        /** What was seen is remembered for ever, but handled in the order of the log. */
        LOG_ORDER,
        /** The position is read and written, not compared and set. */
        BLIND_POSITION,
        /** What waits behind a parked event is not remembered. */
        FORGET_FOLLOWERS,
        /** A parked key is done with as soon as its failed event is. */
        DROP_PARKED,
        /** The highest offset handed out is committed, not the lowest unfinished one. */
        COMMIT_HIGHEST
    }

    private final Mutation mutation;
    private final Deque<Integer> script;
    private final List<Message> partition;
    private final Database database = new Database();
    private final List<Instance> instances = List.of(new Instance(), new Instance());
    private long committed;
    private boolean calm;
    private int parkedReads;

    Simulation(long seed, List<Integer> script, Mutation mutation) {
        this.mutation = mutation;
        this.script = new ArrayDeque<>(script);
        this.partition = log(new Random(seed));
    }

    /** What was applied per key, in order, after all actions and a last instance that goes on undisturbed. */
    Map<String, List<Long>> run() {
        while (!script.isEmpty()) {
            act(0);
        }
        calm = true;
        instances.forEach(Instance::crash);
        Instance survivor = instances.getFirst();
        int turns = 0;
        while (turns++ < 2_000
                && (survivor.next < partition.size()
                        || survivor.mailboxes.inFlight() + survivor.mailboxes.backedUp() > 0
                        || !database.parked.isEmpty())) {
            survivor.poll(8);
            survivor.claim();
            survivor.turn(0);
        }
        return database.applied;
    }

    private int number(int bound) {
        Integer drawn = script.poll();
        return drawn == null ? 0 : Math.floorMod(drawn, bound);
    }

    private void act(int depth) {
        Instance instance = instances.get(number(2));
        switch (number(12)) {
            case 0, 1 -> instance.poll(1 + number(6));
            case 2 -> instance.claim();
            case 3 -> instance.crash();
            case 4, 5 -> instance.commit();
            default -> instance.turn(depth);
        }
    }

    /** Every event at least once: some too early, and slices of the past again anywhere. */
    private static List<Message> log(Random random) {
        List<Map.Entry<String, Long>> sent = new ArrayList<>();
        Map<String, Long> next = new HashMap<>();
        while (sent.size() < KEYS.size() * EVENTS) {
            String key = KEYS.get(random.nextInt(KEYS.size()));
            long seq = next.merge(key, 1L, Long::sum);
            if (seq <= EVENTS) {
                sent.add(Map.entry(key, seq));
            }
        }
        for (int i = 0; i < 4; i++) {
            int early = random.nextInt(sent.size());
            sent.add(Math.max(0, early - 1 - random.nextInt(6)), sent.remove(early));
        }
        for (int i = 0; i < 6; i++) {
            int from = random.nextInt(sent.size());
            int to = Math.min(sent.size(), from + 1 + random.nextInt(5));
            sent.addAll(random.nextInt(sent.size()), List.copyOf(sent.subList(from, to)));
        }
        List<Message> records = new ArrayList<>();
        sent.forEach(event -> records.add(message(event.getKey(), event.getValue(), 0, records.size())));
        return records;
    }

    private static Message message(String key, long seq, int partition, long offset) {
        return new Message(
                Stream.CAPTURE_ACCEPTED.topic(),
                Stream.CAPTURE_ACCEPTED.streamName(),
                key,
                seq,
                partition,
                offset,
                Instant.EPOCH,
                """
                {"capture_id":1,"user_id":1,"bytes":1,"duration_seconds":1,"recorded_at":"2026-01-01T00:00:00Z"}\
                """.getBytes(StandardCharsets.UTF_8),
                Map.of(
                        Header.CE_ID, new UUID(0, seq).toString(),
                        Header.CE_TYPE, EventType.CAPTURE_ACCEPTED.ceType(),
                        Header.SCHEMA_VERSION, "1.0"));
    }

    /** A process: everything in it is lost when it crashes; a thread of the crashed one may still finish its turn. */
    private final class Instance {
        private Mailboxes mailboxes = new Mailboxes();
        private OffsetTracker tracker = new OffsetTracker();
        private Set<String> memory = new HashSet<>();
        private final List<Mailbox> stopped = new ArrayList<>();
        private int next;

        void crash() {
            mailboxes = new Mailboxes();
            tracker = new OffsetTracker();
            memory = new HashSet<>();
            stopped.clear();
            next = (int) committed;
        }

        void poll(int records) {
            for (int i = 0; i < records && next < partition.size(); i++, next++) {
                tracker.begin(next, Instant.EPOCH);
                mailboxes.offer(partition.get(next));
            }
        }

        /** Takes over what is parked, as if every lease had run out. */
        void claim() {
            database.parked
                    .values()
                    .forEach(parked -> mailboxes.offerParked(
                            message(parked.key(), parked.seq(), Message.NO_RECORD, Message.NO_RECORD)));
        }

        void commit() {
            long offset = mutation == Mutation.COMMIT_HIGHEST ? next : tracker.committable();
            if (offset >= 0) {
                committed = offset;
            }
        }

        void turn(int depth) {
            stopped.forEach(mailboxes::resume);
            stopped.clear();
            Mailboxes mine = mailboxes;
            OffsetTracker offsets = tracker;
            Mailbox mailbox = mine.start();
            if (mailbox == null) {
                return;
            }
            Message head = mailbox.queue.element();
            Handled handled = handler(depth).handle(mailbox, head);
            switch (handled) {
                case Handled.HeadDone done -> {
                    mine.done(mailbox);
                    offsets.finish(head.offset());
                }
                case Handled.CaughtUp caughtUp -> mine.done(mailbox);
                case Handled.Stuck stuck -> {
                    mine.stop(mailbox);
                    stopped.add(mailbox);
                }
                case Handled.Advanced advanced -> mine.again(mailbox);
                case Handled.Away away -> mine.again(mailbox);
            }
        }

        private Handler handler(int depth) {
            EventListener listener = new EventListener() {
                @Override
                public Effect on(Received event) throws Failure {
                    // While this one works, anything may happen.
                    for (int i = depth < 2 ? number(3) : 0; i > 0; i--) {
                        act(depth + 1);
                    }
                    if (number(6) == 1) {
                        throw new Failure.MessageFault("fault", null);
                    }
                    return Effect.none();
                }

                @Override
                public Effect onDead(Received event, String reason, String detail) {
                    return Effect.none();
                }
            };
            Duration now = Duration.ZERO;
            FailurePolicy policy = FailurePolicy.skip().withRetryDelays(List.of(now, now, now));
            return new Handler(Stream.CAPTURE_ACCEPTED, new SimulatedInbox(memory), listener, policy);
        }
    }

    private static final class Database {
        private final Map<String, Long> position = new HashMap<>();
        private final Map<String, List<Long>> applied = new HashMap<>();
        private final Set<String> seen = new HashSet<>();
        private final Map<String, Parked> parked = new HashMap<>();
    }

    private final class SimulatedInbox implements Inbox {
        private final Set<String> memory;

        SimulatedInbox(Set<String> memory) {
            this.memory = memory;
        }

        @Override
        public long epoch() {
            return 1;
        }

        @Override
        public Place place(Message ofKey) {
            return new Place(last(ofKey), database.parked.containsKey(ofKey.key()));
        }

        private long last(Message ofKey) {
            if (mutation == Mutation.IN_MEMORY_SET || mutation == Mutation.LOG_ORDER) {
                return seen().contains(place(ofKey.key(), ofKey.seq())) ? ofKey.seq() : ofKey.seq() - 1;
            }
            return database.position.getOrDefault(ofKey.key(), 0L);
        }

        private Set<String> seen() {
            return mutation == Mutation.LOG_ORDER ? database.seen : memory;
        }

        private static String place(String key, long seq) {
            return key + ":" + seq;
        }

        @Override
        public List<Message> missing(String stream, String key, long after, long upTo) {
            List<Message> found = new ArrayList<>();
            for (long seq = after + 1; seq <= upTo && found.size() < 3; seq++) {
                found.add(message(key, seq, Message.NO_RECORD, Message.NO_RECORD));
            }
            return found;
        }

        @Override
        public boolean hasNumbered(Message message) {
            return true;
        }

        @Override
        public boolean apply(Turn turn, Effect effect) throws SQLException {
            int outage = calm ? 0 : number(10);
            if (outage == 1) {
                throw new SQLException("connection lost before commit", "08006");
            }
            boolean moved = move(turn);
            if (outage == 2) {
                throw new SQLException("connection lost after commit", "08006");
            }
            return moved;
        }

        private boolean move(Turn turn) {
            Message message = turn.message();
            boolean moves = switch (mutation) {
                case IN_MEMORY_SET, LOG_ORDER -> seen().add(place(message.key(), message.seq()));
                case BLIND_POSITION -> true;
                case NONE, COMMIT_HIGHEST, FORGET_FOLLOWERS, DROP_PARKED ->
                    database.position.getOrDefault(message.key(), 0L) == turn.last();
            };
            if (moves) {
                database.position.put(message.key(), message.seq());
                database.applied
                        .computeIfAbsent(message.key(), key -> new ArrayList<>())
                        .add(message.seq());
                if (turn.parked() != null) {
                    goOn(message.key(), message.seq());
                }
            }
            return moves;
        }

        @Override
        public boolean bury(Turn turn, DeadReason reason, DeadLetterEvent.Form form, Effect effect)
                throws SQLException {
            return apply(turn, effect);
        }

        @Override
        public boolean hold(Turn turn, long knownSeq, DeadReason reason, DeadLetterEvent.Form form) {
            throw new UnsupportedOperationException("nobody would ever release it here");
        }

        @Override
        public boolean park(Turn turn, long knownSeq, DeadReason reason, Duration delay) {
            Message message = turn.message();
            if (last(message) != turn.last()) {
                return false;
            }
            if (!follow(message(message.key(), knownSeq, 0, 0))) {
                database.parked.put(message.key(), parked(message.key(), message.seq(), knownSeq, 1));
            }
            return true;
        }

        @Override
        public boolean follow(Message message) {
            Parked known = database.parked.get(message.key());
            if (known == null) {
                return false;
            }
            if (mutation != Mutation.FORGET_FOLLOWERS) {
                long knownSeq = Math.max(known.knownSeq(), message.seq());
                database.parked.put(known.key(), parked(known.key(), known.seq(), knownSeq, known.attempts()));
            }
            return true;
        }

        @Override
        public Parked parked(String stream, String key) {
            if (parkedReads++ > MAX_PARKED_READS) {
                throw new IllegalStateException("A mutation goes round in circles");
            }
            return database.parked.get(key);
        }

        @Override
        public boolean retryLater(Turn turn, int attempts, DeadReason reason, Duration delay) {
            Parked before = turn.parked();
            Parked now = database.parked.get(before.key());
            if (now == null || now.seq() != before.seq() || now.attempts() != before.attempts()) {
                return false;
            }
            database.parked.put(now.key(), parked(now.key(), now.seq(), now.knownSeq(), attempts));
            return true;
        }

        @Override
        public void pass(Parked parked, long seq) {
            goOn(parked.key(), seq);
        }

        private void goOn(String key, long seq) {
            Parked now = database.parked.get(key);
            if (now == null || now.knownSeq() <= seq || mutation == Mutation.DROP_PARKED) {
                database.parked.remove(key);
            } else if (now.seq() <= seq) {
                database.parked.put(key, parked(key, seq + 1, now.knownSeq(), 0));
            }
        }

        private static Parked parked(String key, long seq, long knownSeq, int attempts) {
            return new Parked(
                    Stream.CAPTURE_ACCEPTED.streamName(),
                    key,
                    seq,
                    knownSeq,
                    Parked.State.RETRYING,
                    attempts,
                    "",
                    null,
                    null);
        }
    }
}
