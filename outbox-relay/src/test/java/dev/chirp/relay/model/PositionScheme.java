package dev.chirp.relay.model;

import dev.chirp.relay.model.ModelDatabase.Row;
import dev.chirp.relay.position.Interval;
import dev.chirp.relay.position.Snapshot;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToLongFunction;

/** What a position is, and which events lie between two. The wrong ones are known from real outboxes. */
enum PositionScheme {
    /** The relay's: the interval between two snapshots, in seq order within a key. */
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
                    .sorted(Comparator.comparing(Row::key))
                    .toList();
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
