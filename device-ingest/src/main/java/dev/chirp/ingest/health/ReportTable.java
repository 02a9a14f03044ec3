package dev.chirp.ingest.health;

import dev.chirp.contracts.event.EventJson;
import dev.chirp.contracts.event.Signal.DeviceReported;
import java.time.Duration;
import java.util.List;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/** Keeps reports in the database; a statement that takes longer than {@value #TIMEOUT_SECONDS} s has failed. */
final class ReportTable {
    private static final int TIMEOUT_SECONDS = 3;

    private final DatabaseClient database;

    ReportTable(DatabaseClient database) {
        this.database = database;
    }

    /** All of them by one statement, or none. */
    Mono<Void> keep(List<DeviceReported> reports) {
        return database.sql("SELECT keep_device_reports(CAST(:reports AS jsonb))")
                .bind("reports", EventJson.MAPPER.writeValueAsString(reports))
                .then()
                .timeout(Duration.ofSeconds(TIMEOUT_SECONDS));
    }
}
