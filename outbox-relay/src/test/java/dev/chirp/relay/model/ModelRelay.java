package dev.chirp.relay.model;

import dev.chirp.relay.lane.OwnedLane;
import dev.chirp.relay.lane.Ticket;
import dev.chirp.relay.model.ModelDatabase.Row;
import dev.chirp.relay.position.Snapshot;
import dev.chirp.relay.read.Cursor;
import dev.chirp.relay.read.Page;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One instance with its one lane, in steps that can be interleaved with anything. The lane is the relay's own code. */
final class ModelRelay {
    private record Sent(Row row, Ticket ticket) {}

    private final Variant variant;
    private final long epoch;
    private final OwnedLane lane;
    private final Deque<Row> unsent = new ArrayDeque<>();
    private final Deque<Sent> buffered = new ArrayDeque<>();
    private final Deque<Ticket> unacknowledged = new ArrayDeque<>();
    private @Nullable Cursor afterPage;
    private Snapshot read;

    ModelRelay(Variant variant, long epoch, Snapshot position) {
        this.variant = variant;
        this.epoch = epoch;
        this.read = position;
        this.lane = new OwnedLane(0, epoch, position, Set.of(), Long.MAX_VALUE);
    }

    long epoch() {
        return epoch;
    }

    /** Reads a page, unless the one before is not handed over yet. */
    void read(ModelDatabase database, int limit) {
        if (afterPage != null) {
            return;
        }
        lane.resumeIfRewound(0);
        lane.readable().ifPresent(cursor -> {
            Page page = variant.scheme().page(database, cursor, limit);
            lane.beginPage();
            page.rows().forEach(row -> unsent.add(database.row(row.key())));
            afterPage = page.next();
        });
    }

    /** Hands the next event of the page to the producer. */
    void send() {
        Row row = unsent.poll();
        if (row != null) {
            Ticket ticket = lane.open(1);
            if (ticket != null) {
                buffered.add(new Sent(row, ticket));
            }
        }
        finishPage();
    }

    /** The producer refuses the next event of the page, for now. */
    void failToSend() {
        Row row = unsent.poll();
        if (row != null) {
            Ticket ticket = lane.open(1);
            if (ticket != null) {
                lane.retry(ticket, 0, Duration.ZERO);
            }
        }
        finishPage();
    }

    private void finishPage() {
        if (unsent.isEmpty() && afterPage != null) {
            lane.advance(afterPage);
            read = afterPage.after();
            afterPage = null;
        }
    }

    /** The broker stores the oldest record of the producer's buffer. */
    void store(Consumer<Row> log) {
        Sent sent = buffered.poll();
        if (sent != null) {
            log.accept(sent.row());
            unacknowledged.add(sent.ticket());
        }
    }

    /** The broker's answer arrives; the answers of several partitions come in any order. */
    void acknowledge(boolean oldest) {
        Ticket ticket = oldest ? unacknowledged.poll() : unacknowledged.pollLast();
        if (ticket != null) {
            lane.settle(ticket);
        }
    }

    Snapshot position() {
        return switch (variant.persisting()) {
            case SETTLED -> lane.settled();
            case READ -> read;
        };
    }

    boolean isIdle() {
        return unsent.isEmpty() && buffered.isEmpty() && unacknowledged.isEmpty() && afterPage == null;
    }
}
