package dev.chirp.gateway.database;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Where PostgreSQL is and how much of it this instance may use.
 *
 * @param host the server, or several of which one takes writes: {@code a,b} or {@code a:5432,b:5433}
 * @param port of servers that name none
 * @param poolSize connections of the pool; two more are opened, for wake-ups and for the probe
 * @param acquireTimeout how long a statement may wait for a connection
 * @param statementTimeout after which the server itself ends a statement
 */
@ConfigurationProperties("chirp.db")
public record DatabaseSettings(
        String host,
        int port,
        String name,
        String password,
        int poolSize,
        Duration connectTimeout,
        Duration acquireTimeout,
        Duration statementTimeout) {

    /** The role of this service; migrations grant it what it may do. */
    static final String ROLE = "chirp_api_gateway";

    @Override
    public String toString() {
        return "DatabaseSettings[" + host + ":" + port + "/" + name + "]";
    }
}
