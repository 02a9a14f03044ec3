package dev.chirp.ingest.database;

import dev.chirp.database.DatabaseServers;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * PostgreSQL, as the role of this service.
 *
 * @param host the server, or several of which one takes writes: {@code a,b} or {@code a:5432,b:5433}
 * @param port of servers that name none
 */
@ConfigurationProperties("chirp.db")
public record DatabaseSettings(
        @DefaultValue("127.0.0.1") String host,
        @DefaultValue("5432") int port,
        @DefaultValue("chirp") String name,
        String password) {
    /** The role of this service; migrations grant it what it may do. */
    public static final String ROLE = "chirp_device_ingest";

    public DatabaseServers servers() {
        return DatabaseServers.parse(host, port, name);
    }

    /** Without the password. */
    @Override
    public String toString() {
        return servers().toString();
    }
}
