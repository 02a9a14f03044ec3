package dev.chirp.load.process;

import com.zaxxer.hikari.HikariDataSource;
import dev.chirp.database.DatabaseServers;
import dev.chirp.database.PrimaryDataSource;
import java.util.Map;

/** Connections to the platform's database with the rights of the classify-worker. */
public final class WorkerPool {
    private WorkerPool() {}

    /**
     * None is opened before it is asked for.
     *
     * @param environment what {@code infra.env} says
     */
    public static HikariDataSource of(Map<String, String> environment, int most) {
        HikariDataSource pool = new HikariDataSource();
        pool.setDataSource(new PrimaryDataSource(DatabaseServers.in(environment), Map.of()));
        pool.setUsername("chirp_classify_worker");
        pool.setPassword(environment.get("CHIRP_DB_PASSWORD_CLASSIFY_WORKER"));
        pool.setMaximumPoolSize(most);
        pool.setMinimumIdle(0);
        return pool;
    }
}
