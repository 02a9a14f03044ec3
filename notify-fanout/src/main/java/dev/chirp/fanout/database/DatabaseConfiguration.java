package dev.chirp.fanout.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.ExecutorServiceMetrics;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
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

    @Bean(destroyMethod = "close")
    HikariDataSource databasePool(DatabaseSettings settings, MeterRegistry registry) {
        var config = new HikariConfig();
        config.setPoolName("fanout-database");
        config.setJdbcUrl(settings.jdbcUrl());
        config.setUsername("chirp_notify_fanout");
        config.setPassword(settings.password());
        config.setMaximumPoolSize(settings.connections());
        config.setMinimumIdle(1);
        config.setConnectionTimeout(settings.queryTimeout().toMillis());
        config.setValidationTimeout(settings.queryTimeout().toMillis() / 2);
        // The database may start after this service.
        config.setInitializationFailTimeout(-1);
        config.addDataSourceProperty("ApplicationName", "notify-fanout");
        config.addDataSourceProperty("socketTimeout", settings.queryTimeout().toSeconds() * 2);
        config.setMetricRegistry(registry);
        return new HikariDataSource(config);
    }

    /** As many threads as connections; what waits is bounded, more is refused. */
    @Bean(destroyMethod = "shutdownNow")
    ExecutorService databaseThreads(DatabaseSettings settings, MeterRegistry registry) {
        var pool = new ThreadPoolExecutor(
                settings.connections(),
                settings.connections(),
                30,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(settings.waiting()),
                Thread.ofPlatform().daemon().name("fanout-database-", 0).factory());
        pool.allowCoreThreadTimeOut(true);
        return ExecutorServiceMetrics.monitor(registry, pool, "fanout.database");
    }

    @Bean
    Database database(HikariDataSource databasePool, DatabaseSettings settings, ExecutorService databaseThreads) {
        var template = new JdbcTemplate(databasePool);
        template.setQueryTimeout((int) settings.queryTimeout().toSeconds());
        return new Database(JdbcClient.create(template), databaseThreads);
    }
}
