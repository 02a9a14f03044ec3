package dev.chirp.art.completion;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Where PostgreSQL is.
 *
 * @param host the server, or several of which one takes writes: {@code a,b} or {@code a:5432,b:5433}
 * @param poolSize keys handled at the same time, one for the sweeper, and four to wake the relay, for upkeep, for
 *     replays and to spare
 * @param statementTimeout after this a connection that does not answer is given up
 */
@ConfigurationProperties("chirp.db")
record DatabaseSettings(
        String host,
        int port,
        String name,
        String password,
        int poolSize,
        Duration acquireTimeout,
        Duration statementTimeout) {

    /** Without the password. */
    @Override
    public String toString() {
        return host + ":" + port + "/" + name;
    }
}
