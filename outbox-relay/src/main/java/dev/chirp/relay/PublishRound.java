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
import dev.chirp.relay.read.Look;
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

    /** @param expecting whether something is likely to be found: then it is read in the same statement */
    Result run(boolean expecting) throws SQLException {
        holdRefusals();
        long begun = System.nanoTime();
        lanes.all().forEach(lane -> lane.resumeIfRewound(begun));
        // Before the look: the position of a lane that is taken meanwhile may be later than it.
        List<Map.Entry<Cursor, List<OwnedLane>>> groups =
                List.copyOf(lanes.readable().entrySet());
        Look look = look(groups, expecting);
        var stamp = Publisher.Stamp.of(look.present());
        releases.run(stamp);
        Result result = Result.NOTHING;
        Page read = look.page();
        for (Map.Entry<Cursor, List<OwnedLane>> group : groups) {
            if (!publisher.hasRoom()) {
                break;
            }
            Page page = read != null
                    ? read
                    : reader.read(group.getKey(), look.present().snapshot(), numbers(group.getValue()), pageRows);
            read = null;
            if (!publish(page, group.getValue(), stamp)) {
                return Result.NOTHING;
            }
            result = summed(result, page);
        }
        if (result != Result.NOTHING) {
            meters.read(System.nanoTime() - begun);
        }
        return publisher.isBroken() ? Result.BROKEN : result;
    }

    private Look look(List<Map.Entry<Cursor, List<OwnedLane>>> groups, boolean expecting) throws SQLException {
        return expecting
                        && !groups.isEmpty()
                        && publisher.hasRoom()
                        && groups.getFirst().getKey() instanceof Cursor.At at
                ? reader.look(at, numbers(groups.getFirst().getValue()), pageRows)
                : new Look(reader.observe(), null);
    }

    /** False when the lease ran out meanwhile. */
    private boolean publish(Page page, List<OwnedLane> group, Publisher.Stamp stamp) throws SQLException {
        Map<Integer, OwnedLane> byNumber =
                group.stream().collect(Collectors.toMap(OwnedLane::number, Function.identity()));
        List<Holding> behind = new ArrayList<>();
        group.forEach(OwnedLane::beginPage);
        for (EventRow row : page.rows()) {
            if (!lease.isHeld(System.nanoTime())) {
                return false;
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
        group.forEach(lane -> lane.advance(page.next()));
        return true;
    }

    private static List<Integer> numbers(List<OwnedLane> group) {
        return group.stream().map(OwnedLane::number).toList();
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
