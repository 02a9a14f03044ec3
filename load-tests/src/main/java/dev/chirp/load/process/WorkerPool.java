package dev.chirp.load.process;

import com.zaxxer.hikari.HikariDataSource;
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
        pool.setJdbcUrl("jdbc:postgresql://%s:%s/%s"
                .formatted(
                        environment.get("CHIRP_DB_HOST"),
                        environment.get("CHIRP_DB_PORT"),
                        environment.get("CHIRP_DB_NAME")));
        pool.setUsername("chirp_classify_worker");
        pool.setPassword(environment.get("CHIRP_DB_PASSWORD_CLASSIFY_WORKER"));
        pool.setMaximumPoolSize(most);
        pool.setMinimumIdle(0);
        return pool;
    }
}
