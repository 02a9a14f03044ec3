package dev.chirp.messaging;

import dev.chirp.contracts.event.ConsumerGroup;
import dev.chirp.messaging.ReplayItem.End;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out the replays of this consumer's dead letters, one event at a time, on a virtual thread of its own. An event
 * is handled again in the transaction that settles its dead letter, so that it cannot take effect twice.
 */
final class Replayer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Replayer.class);
    private static final Duration LOOK_EVERY = Duration.ofMillis(250);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

    private final ConsumerGroup group;
    private final EventWriter events;
    private final EventListener listener;
    private final PositionTable positions;
    private final Duration stopTimeout;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread thread;

    Replayer(ConsumerGroup group, EventWriter events, EventListener listener, Duration stopTimeout) {
        this.group = group;
        this.events = events;
        this.listener = listener;
        this.positions = new PositionTable(group.groupId());
        this.stopTimeout = stopTimeout;
        this.thread = Thread.ofVirtual().name(group.groupId() + "-replay").unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    private void run() {
        try {
            while (!stop.await(0, TimeUnit.MILLISECONDS)) {
                Duration pause = next();
                stop.await(pause.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Duration next() {
        try {
            Optional<ReplayItem> item = claim();
            return item.isPresent() ? take(item.get()) : LOOK_EVERY;
        } catch (Exception | Error e) {
            // Whatever it is, the item is taken up again after its lease, and this thread goes on.
            if (!SqlFailure.isDatabaseAway(e)) {
                log.atError().addKeyValue("group", group.groupId()).setCause(e).log("Replays interrupted");
            }
            return AFTER_FAILURE;
        }
    }

    private Optional<ReplayItem> claim() throws SQLException {
        try (Connection connection = events.dataSource().getConnection()) {
            return ReplayItem.claim(connection, group.groupId());
        }
    }

    private Duration take(ReplayItem item) throws SQLException {
        try {
            DeadLetter letter = read(item);
            switch (Decoded.of(letter.message(), group.stream(), true)) {
                case Decoded.Poison(String reason, String detail) ->
                    fail(item, "Cannot be read: %s, %s".formatted(reason, detail));
                case Decoded.Event(Received received) when item.dryRun() -> simulate(item, letter, received);
                case Decoded.Event(Received received) when letter.held() -> releaseInPlace(letter);
                case Decoded.Event(Received received) -> replay(item, letter, received);
            }
            return Duration.ZERO;
        } catch (Failure.DependencyDown e) {
            return giveBack(item, e);
        } catch (Exception | LinkageError | StackOverflowError e) {
            if (!(e instanceof Failure) && SqlFailure.isDatabaseAway(e)) {
                return giveBack(item, e);
            }
            log.atWarn()
                    .addKeyValue("dlq_id", item.dlqId())
                    .addKeyValue("dry_run", item.dryRun())
                    .setCause(e)
                    .log("Replayed event failed");
            DeadReason reason = DeadReason.of(e, 0);
            fail(item, reason.code() + ": " + reason.detail());
            return Duration.ZERO;
        }
    }

    private DeadLetter read(ReplayItem item) throws SQLException {
        try (Connection connection = events.dataSource().getConnection()) {
            return DeadLetter.read(connection, item.dlqId());
        }
    }

    /** The effect of a skipped event comes after what its key has seen meanwhile. */
    private void replay(ReplayItem item, DeadLetter letter, Received received) throws Failure, SQLException {
        Effect effect = listener.on(received);
        events.write(tx -> {
            long last = positions.lock(tx.connection(), received.stream(), received.key());
            if (!DeadLetterRow.replayed(tx.connection(), letter.dlqId())) {
                item.end(tx.connection(), End.NOTHING, "It was settled meanwhile.", List.of());
                return false;
            }
            effect.apply(tx);
            item.end(tx.connection(), End.DONE, "Applied after event %d of its key.".formatted(last), tx.types());
            return true;
        });
    }

    private void simulate(ReplayItem item, DeadLetter letter, Received received) throws Failure, SQLException {
        Effect effect = listener.simulate(received);
        record Outcome(String detail, List<String> events) {}
        Outcome outcome = events.simulate(tx -> {
            long last = positions.lock(tx.connection(), received.stream(), received.key());
            effect.apply(tx);
            String detail = letter.held()
                    ? "Would be applied in its place; %d events wait behind it.".formatted(letter.waiting())
                    : "Would be applied after event %d of its key.".formatted(last);
            return new Outcome(detail, tx.types());
        });
        try (Connection connection = events.dataSource().getConnection()) {
            item.end(connection, End.DONE, outcome.detail, outcome.events);
        }
    }

    /** The runtime handles the event as the next of its key, and ends the item with it. */
    private void releaseInPlace(DeadLetter letter) throws SQLException {
        try (Connection connection = events.dataSource().getConnection();
                PreparedStatement release = connection.prepareStatement("""
                    UPDATE parked SET state = 'RETRYING', attempts = 0, next_at = clock_timestamp()
                    WHERE dlq_id = ? AND state = 'HELD'\
                    """)) {
            release.setObject(1, letter.dlqId());
            release.executeUpdate();
        }
    }

    private void fail(ReplayItem item, String detail) throws SQLException {
        try (Connection connection = events.dataSource().getConnection()) {
            item.end(connection, End.FAILED, detail, List.of());
        }
    }

    private Duration giveBack(ReplayItem item, Throwable cause) throws SQLException {
        log.atInfo().addKeyValue("dlq_id", item.dlqId()).setCause(cause).log("Replay waits for a dependency");
        try (Connection connection = events.dataSource().getConnection()) {
            item.giveBack(connection);
        }
        return AFTER_FAILURE;
    }

    /** Begins nothing more and waits for what runs. */
    @Override
    public void close() {
        stop.countDown();
        try {
            thread.join(stopTimeout);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
