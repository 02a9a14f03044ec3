package dev.chirp.gateway.audit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.chirp.contracts.event.EventJson;
import dev.chirp.gateway.meter.GatewayMeter;
import dev.chirp.limits.Limit;
import dev.chirp.limits.LocalBuckets;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.r2dbc.postgresql.codec.Json;
import io.r2dbc.spi.Parameters;
import io.r2dbc.spi.R2dbcType;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;

/**
 * Notes what happens over and over: one entry for each action and subject a minute, at most {@value #MOST_A_MINUTE} of all
 * of them, written behind the back of the request that gave the reason. What is not written is counted.
 */
@Component
public final class AuditLog {
    private static final Logger log = LoggerFactory.getLogger(AuditLog.class);
    private static final String INSERT = """
        INSERT INTO audit_log (user_id, action, subject, detail) VALUES (:user, :action, :subject, :detail)\
        """;
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int MOST_SUBJECTS = 10_000;
    private static final int MOST_A_MINUTE = 600;
    private static final int MOST_AT_ONCE = 30;

    private final DatabaseClient database;
    private final Cache<String, Boolean> noted = Caffeine.newBuilder()
            .maximumSize(MOST_SUBJECTS)
            .expireAfterWrite(Duration.ofMinutes(1))
            .build();
    private final LocalBuckets pace = new LocalBuckets(1);
    private final Limit limit = Limit.perMinute("audit", MOST_AT_ONCE, MOST_A_MINUTE);
    private final Counter dropped;

    AuditLog(DatabaseClient database, MeterRegistry meters) {
        this.database = database;
        this.dropped = GatewayMeter.AUDIT_DROPPED.counter(meters);
    }

    /**
     * Never waits and never fails.
     *
     * @param subject what it is about, as {@code kind/id}; no name and no secret
     */
    public void note(@Nullable Long userId, String action, String subject, Map<String, Object> detail) {
        if (noted.asMap().putIfAbsent(action + " " + subject, true) != null) {
            return;
        }
        if (!pace.take(limit, "", 1).allowed()) {
            dropped.increment();
            return;
        }
        database.sql(INSERT)
                .bind("user", Parameters.in(R2dbcType.BIGINT, userId))
                .bind("action", action)
                .bind("subject", subject)
                .bind("detail", Json.of(EventJson.MAPPER.writeValueAsString(detail)))
                .then()
                .timeout(PATIENCE)
                .subscribe(done -> {}, failure -> {
                    dropped.increment();
                    log.atWarn().addKeyValue("action", action).setCause(failure).log("Audit entry not written");
                });
    }
}
