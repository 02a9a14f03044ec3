package dev.chirp.classify.capture;

import dev.chirp.classify.inference.InferencePool;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the gateway every {@value #EVERY_SECONDS} s how long recordings take here, so that it can refuse in time. */
class PaceReport implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(PaceReport.class);
    private static final int EVERY_SECONDS = 5;
    private static final int STOP_SECONDS = 5;

    private final UUID instance = UUID.randomUUID();
    private final DataSource dataSource;
    private final InferencePool pool;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("pace-report").daemon().factory());

    PaceReport(DataSource dataSource, InferencePool pool) {
        this.dataSource = dataSource;
        this.pool = pool;
    }

    // run() catches what may fail; the rest ends with the process.
    @SuppressWarnings("FutureReturnValueIgnored")
    void start() {
        thread.scheduleWithFixedDelay(this::run, EVERY_SECONDS, EVERY_SECONDS, TimeUnit.SECONDS);
    }

    private void run() {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement report = connection.prepareStatement("SELECT report_classify_pace(?, ?)")) {
            report.setObject(1, instance);
            report.setDouble(2, pool.p95Millis());
            report.execute();
        } catch (SQLException | RuntimeException e) {
            log.atWarn().setCause(e).log("How long recordings take could not be told; trying again");
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
        try {
            if (!thread.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
                log.atWarn().log("The report of how long recordings take has not ended in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
