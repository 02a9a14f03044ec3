package dev.chirp.fanout.database;

import com.zaxxer.hikari.HikariDataSource;
import dev.chirp.database.DatabaseServers;
import dev.chirp.database.JdbcPool;
import dev.chirp.telemetry.BoundedQueues;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.ExecutorServiceMetrics;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionHandler;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The beans of this package. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(DatabaseSettings.class)
class DatabaseConfiguration {
    private static final String QUEUE = "fanout-database";

    @Bean(destroyMethod = "close")
    HikariDataSource databasePool(DatabaseSettings settings, MeterRegistry registry) {
        return new JdbcPool(
                        "fanout-database",
                        "notify-fanout",
                        DatabaseServers.parse(settings.host(), settings.port(), settings.name()),
                        "chirp_notify_fanout",
                        settings.password(),
                        settings.connections(),
                        settings.queryTimeout(),
                        settings.queryTimeout().multipliedBy(2))
                .open(registry);
    }

    /** As many threads as connections; what waits is bounded, more is refused. */
    @Bean(destroyMethod = "shutdownNow")
    ExecutorService databaseThreads(DatabaseSettings settings, MeterRegistry registry) {
        ThreadPoolExecutor threads = threads(settings.connections(), settings.waiting());
        BoundedQueues.show(registry, QUEUE, () -> threads.getQueue().size(), settings.waiting());
        Counter refused = BoundedQueues.refused(registry, QUEUE);
        RejectedExecutionHandler refusal = threads.getRejectedExecutionHandler();
        threads.setRejectedExecutionHandler((question, pool) -> {
            refused.increment();
            refusal.rejectedExecution(question, pool);
        });
        return ExecutorServiceMetrics.monitor(registry, threads, "fanout.database");
    }

    static ThreadPoolExecutor threads(int connections, int waiting) {
        var pool = new ThreadPoolExecutor(
                connections,
                connections,
                30,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(waiting),
                Thread.ofPlatform().daemon().name("fanout-database-", 0).factory());
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    @Bean
    Database database(HikariDataSource databasePool, DatabaseSettings settings, ExecutorService databaseThreads) {
        var template = new JdbcTemplate(databasePool);
        template.setQueryTimeout((int) settings.queryTimeout().toSeconds());
        return new Database(JdbcClient.create(template), databaseThreads);
    }
}
