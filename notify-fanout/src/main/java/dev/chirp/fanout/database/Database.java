package dev.chirp.fanout.database;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The service's way to PostgreSQL: as many questions at a time as there are connections, a bounded number of others in
 * wait, the rest refused. Thread-safe; nothing blocks the caller; futures complete on a thread of the database.
 */
public final class Database {
    private final JdbcClient jdbc;
    private final Executor threads;

    Database(JdbcClient jdbc, Executor threads) {
        this.jdbc = jdbc;
        this.threads = threads;
    }

    /** Asks on a thread of the database; fails at once when too many are waiting. */
    public <T> CompletableFuture<T> ask(Function<JdbcClient, T> question) {
        try {
            return CompletableFuture.supplyAsync(() -> question.apply(jdbc), threads);
        } catch (RejectedExecutionException full) {
            return CompletableFuture.failedFuture(full);
        }
    }
}
