package dev.chirp.gateway.status;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** How much waits in the pipeline and for how long, as the captures themselves tell it, and which devices speak. */
@Component
final class QueueAges {
    /** Each count stops at a bound and each age reads one row of a partial index; of devices there is one row for each. */
    private static final String READ = """
        SELECT (SELECT count(*) FROM (SELECT FROM capture WHERE status = 'pending' LIMIT 10000) AS p) AS pending,
               (SELECT extract(epoch FROM clock_timestamp() - min(created_at))::float8
                FROM capture WHERE status = 'pending') AS pending_seconds,
               (SELECT count(*) FROM (SELECT FROM capture WHERE status = 'classified' LIMIT 10000) AS c) AS classified,
               (SELECT extract(epoch FROM clock_timestamp() - min(classified_at))::float8
                FROM capture WHERE status = 'classified') AS classified_seconds,
               (SELECT count(*) FROM device_report
                WHERE reported_at > clock_timestamp() - interval '5 minutes') AS reports\
        """;

    private final DatabaseClient database;

    QueueAges(DatabaseClient database) {
        this.database = database;
    }

    /**
     * @param waiting at most 10,000 are counted
     * @param oldestSeconds 0 when nothing waits
     */
    record Queue(long waiting, double oldestSeconds) {}

    /**
     * What there is to tell.
     *
     * @param reports devices whose last report is at most five minutes old
     */
    record State(Map<String, Queue> queues, long reports) {}

    Mono<State> read() {
        return database.sql(READ)
                .map(row -> new State(
                        Map.of(
                                "classify",
                                queue(row.get("pending", Long.class), row.get("pending_seconds", Double.class)),
                                "art",
                                queue(row.get("classified", Long.class), row.get("classified_seconds", Double.class))),
                        row.get("reports", Long.class)))
                .one();
    }

    private static Queue queue(long waiting, @Nullable Double seconds) {
        return new Queue(waiting, seconds == null ? 0 : Math.round(Math.max(0, seconds) * 1000) / 1000.0);
    }
}
