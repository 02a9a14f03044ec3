package dev.chirp.fanout.history;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.chirp.fanout.redis.ChannelCache;
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
class HistoryConfiguration {

    @Bean(destroyMethod = "close")
    HikariDataSource historyPool(DatabaseSettings settings, MeterRegistry registry) {
        var config = new HikariConfig();
        config.setPoolName("fanout-history");
        config.setJdbcUrl(settings.jdbcUrl());
        config.setUsername("chirp_notify_fanout");
        config.setPassword(settings.password());
        config.setReadOnly(true);
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
    ExecutorService historyReads(DatabaseSettings settings, MeterRegistry registry) {
        var pool = new ThreadPoolExecutor(
                settings.connections(),
                settings.connections(),
                30,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(settings.waitingReads()),
                Thread.ofPlatform().daemon().name("fanout-history-", 0).factory());
        pool.allowCoreThreadTimeOut(true);
        return ExecutorServiceMetrics.monitor(registry, pool, "fanout.history");
    }

    @Bean
    History history(
            ChannelCache cache,
            HikariDataSource historyPool,
            DatabaseSettings settings,
            ExecutorService historyReads,
            MeterRegistry registry) {
        var template = new JdbcTemplate(historyPool);
        template.setQueryTimeout((int) settings.queryTimeout().toSeconds());
        return new History(cache, new EventLog(JdbcClient.create(template)), historyReads, registry);
    }
}
