package dev.chirp.relay.model;

import dev.chirp.relay.model.ModelDatabase.Row;
import dev.chirp.relay.position.EventKey;
import dev.chirp.relay.position.Interval;
import dev.chirp.relay.position.Snapshot;
import dev.chirp.relay.read.Cursor;
import dev.chirp.relay.read.EventRow;
import dev.chirp.relay.read.Page;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.ToLongFunction;

/** What a position is, and which events lie between two. The wrong ones are known from real outboxes. */
enum PositionScheme {
    /** The relay's: the interval between two snapshots, read by transaction, published in seq order within a key. */
    SNAPSHOT_INTERVAL {
        @Override
        Snapshot present(ModelDatabase database) {
            return database.snapshot();
        }

        @Override
        List<Row> between(ModelDatabase database, Snapshot after, Snapshot upTo) {
            var interval = new Interval(after, upTo);
            return database.visible()
                    .filter(row -> interval.contains(row.tx()))
                    .sorted(Comparator.comparingLong(Row::tx).thenComparing(Row::key))
                    .toList();
        }

        @Override
        Page page(Interval interval, Cursor cursor, List<EventRow> rows, boolean isLast) {
            return switch (cursor) {
                case Cursor.At at when isLast -> Page.whole(interval, rows);
                case Cursor.At at -> Page.part(interval, List.of(), rows, false);
                case Cursor.Within within -> Page.part(interval, within.early(), rows, isLast);
            };
        }
    },
    /** Wrong: {@code id > last_id}; sequence order is not commit order. */
    ID_CURSOR {
        @Override
        Snapshot present(ModelDatabase database) {
            return watermark(database.visible().mapToLong(Row::id).max().orElse(0) + 1);
        }

        @Override
        List<Row> between(ModelDatabase database, Snapshot after, Snapshot upTo) {
            return rowsBetween(database, after, upTo, Row::id);
        }
    },
    /** Wrong: {@code tx > last_tx}; transactions do not commit in the order of their ids. */
    XID_CURSOR {
        @Override
        Snapshot present(ModelDatabase database) {
            return watermark(database.visible().mapToLong(Row::tx).max().orElse(0) + 1);
        }

        @Override
        List<Row> between(ModelDatabase database, Snapshot after, Snapshot upTo) {
            return rowsBetween(database, after, upTo, Row::tx);
        }
    },
    /** Wrong: everything below a snapshot's xmax counts as seen, although some of it still ran. */
    XMAX_WATERMARK {
        @Override
        Snapshot present(ModelDatabase database) {
            return watermark(database.snapshot().xmax());
        }

        @Override
        List<Row> between(ModelDatabase database, Snapshot after, Snapshot upTo) {
            return rowsBetween(database, after, upTo, Row::tx);
        }
    },
    /** Wrong: an id cursor that waits for what is not below xmax; still no protection from what runs below it. */
    ID_CURSOR_GUARDED_BY_XMAX {
        @Override
        Snapshot present(ModelDatabase database) {
            long xmax = database.snapshot().xmax();
            return watermark(database.visible()
                            .filter(row -> row.tx() < xmax)
                            .mapToLong(Row::id)
                            .max()
                            .orElse(0)
                    + 1);
        }

        @Override
        List<Row> between(ModelDatabase database, Snapshot after, Snapshot upTo) {
            return rowsBetween(database, after, upTo, Row::id);
        }
    },
    /** Wrong: the right interval in the order of transaction ids, which is not the order of a key's numbers. */
    INTERVAL_IN_XID_ORDER {
        @Override
        Snapshot present(ModelDatabase database) {
            return database.snapshot();
        }

        @Override
        List<Row> between(ModelDatabase database, Snapshot after, Snapshot upTo) {
            return SNAPSHOT_INTERVAL.between(database, after, upTo).stream()
                    .sorted(Comparator.comparingLong(Row::tx))
                    .toList();
        }
    };

    /** The next page; as many rows as the limit when there are more. */
    Page page(ModelDatabase database, Cursor cursor, int limit) {
        Interval interval = cursor.next(present(database));
        List<Row> rows = between(database, interval.after(), interval.upTo());
        if (cursor instanceof Cursor.Within within) {
            int last =
                    rows.stream().map(Row::key).toList().indexOf(within.last().key());
            rows = rows.subList(last + 1, rows.size());
        }
        boolean isLast = rows.size() < limit;
        List<EventRow> page = rows.stream()
                .limit(limit)
                .map(row -> eventRow(row, isEarly(database, row, interval.after())))
                .toList();
        return page(interval, cursor, page, isLast);
    }

    /** As the wrong ones do it: in the order in which they read. */
    Page page(Interval interval, Cursor cursor, List<EventRow> rows, boolean isLast) {
        return new Page(
                rows,
                isLast
                        ? new Cursor.At(interval.upTo())
                        : new Cursor.Within(
                                interval.after(),
                                interval.upTo(),
                                new Cursor.Place(
                                        rows.getLast().tx(), rows.getLast().key()),
                                List.of()));
    }

    private static boolean isEarly(ModelDatabase database, Row row, Snapshot after) {
        EventKey key = row.key();
        var predecessor = new EventKey(key.stream(), key.key(), key.seq() - 1);
        return database.visible()
                .anyMatch(other -> other.key().equals(predecessor) && other.tx() > row.tx() && !after.sees(other.tx()));
    }

    private static EventRow eventRow(Row row, boolean early) {
        return new EventRow(
                row.tx(),
                early,
                0,
                row.key(),
                LocalDate.EPOCH,
                new UUID(0, row.id()),
                "topic",
                "type",
                new EventRow.Origin(null, null, null, null, null, Map.of()),
                "{}",
                Instant.EPOCH);
    }

    abstract Snapshot present(ModelDatabase database);

    abstract List<Row> between(ModelDatabase database, Snapshot after, Snapshot upTo);

    private static Snapshot watermark(long next) {
        return new Snapshot(next, next, List.of());
    }

    private static List<Row> rowsBetween(
            ModelDatabase database, Snapshot after, Snapshot upTo, ToLongFunction<Row> number) {
        return database.visible()
                .filter(row -> number.applyAsLong(row) >= after.xmax() && number.applyAsLong(row) < upTo.xmax())
                .sorted(Comparator.comparingLong(number))
                .toList();
    }
}
