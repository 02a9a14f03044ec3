package dev.chirp.relay;

import dev.chirp.relay.hold.HeldStore;
import dev.chirp.relay.hold.Holding;
import dev.chirp.relay.hold.Releases;
import dev.chirp.relay.lane.Lanes;
import dev.chirp.relay.lane.Lease;
import dev.chirp.relay.lane.OwnedLane;
import dev.chirp.relay.lane.Ticket;
import dev.chirp.relay.publish.PublishMeters;
import dev.chirp.relay.publish.Publisher;
import dev.chirp.relay.read.Cursor;
import dev.chirp.relay.read.EventReader;
import dev.chirp.relay.read.EventRow;
import dev.chirp.relay.read.Observation;
import dev.chirp.relay.read.Page;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;

/** One look at the event table: each lane's next page is read and handed to the producer. On the publishing thread. */
final class PublishRound {
    enum Result {
        NOTHING,
        SOME,
        /** A page was full: look again at once. */
        MORE,
        BROKEN
    }

    private final EventReader reader;
    private final HeldStore held;
    private final Releases releases;
    private final Lanes lanes;
    private final Lease lease;
    private final Publisher publisher;
    private final PublishMeters meters;
    private final int pageRows;

    PublishRound(
            EventReader reader,
            HeldStore held,
            Releases releases,
            Lanes lanes,
            Lease lease,
            Publisher publisher,
            PublishMeters meters,
            int pageRows) {
        this.reader = reader;
        this.held = held;
        this.releases = releases;
        this.lanes = lanes;
        this.lease = lease;
        this.publisher = publisher;
        this.meters = meters;
        this.pageRows = pageRows;
    }

    Result run() throws SQLException {
        holdRefusals();
        long now = System.nanoTime();
        lanes.all().forEach(lane -> lane.resumeIfRewound(now));
        Observation present = reader.observe();
        var stamp = Publisher.Stamp.of(present);
        releases.run(stamp);
        Result result = Result.NOTHING;
        for (Map.Entry<Cursor, List<OwnedLane>> group : lanes.readable().entrySet()) {
            if (!publisher.hasRoom()) {
                break;
            }
            Map<Integer, OwnedLane> byNumber =
                    group.getValue().stream().collect(Collectors.toMap(OwnedLane::number, Function.identity()));
            Page page = reader.read(group.getKey(), present.snapshot(), List.copyOf(byNumber.keySet()), pageRows);
            List<Holding> behind = new ArrayList<>();
            for (EventRow row : page.rows()) {
                if (!lease.isHeld(System.nanoTime())) {
                    return Result.NOTHING;
                }
                OwnedLane lane = Objects.requireNonNull(byNumber.get(row.lane()), "a lane that was asked for");
                if (lane.holds(row)) {
                    Ticket ticket = lane.open(0);
                    if (ticket != null) {
                        behind.add(Holding.behind(row, lane, ticket));
                    }
                } else {
                    publisher.publish(row, lane, stamp);
                }
            }
            hold(behind);
            byNumber.values().forEach(lane -> lane.advance(page.next()));
            result = summed(result, page);
        }
        return publisher.isBroken() ? Result.BROKEN : result;
    }

    private static Result summed(Result before, Page page) {
        if (before == Result.MORE || page.next() instanceof Cursor.Within) {
            return Result.MORE;
        }
        return page.rows().isEmpty() ? before : Result.SOME;
    }

    /** Puts the events that the broker has refused aside. */
    void holdRefusals() throws SQLException {
        List<Holding> refused = new ArrayList<>();
        for (OwnedLane lane : lanes.all()) {
            lane.takeRefusals().forEach(refusal -> refused.add(Holding.refused(lane, refusal)));
        }
        hold(refused);
    }

    /** What belongs to a lane that was lost stays open; the lane is about to be dropped. */
    private void hold(List<Holding> holdings) throws SQLException {
        if (holdings.isEmpty()) {
            return;
        }
        for (Holding holding : held.hold(holdings)) {
            meters.held();
            holding.lane().settle(holding.ticket());
        }
    }
}
