package dev.chirp.relay.server;

import dev.chirp.database.DatabaseServers;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where PostgreSQL is and as whom to come.
 *
 * @param host the server, or several of which one takes writes: {@code a,b} or {@code a:5432,b:5433}
 * @param port of servers that name none
 */
@ConfigurationProperties("chirp.db")
public record DatabaseSettings(
        @DefaultValue("127.0.0.1") String host,
        @DefaultValue("5432") int port,
        @DefaultValue("chirp") String name,
        @DefaultValue("chirp_outbox_relay") String user,
        @DefaultValue("") String password) {
    DatabaseServers servers() {
        return DatabaseServers.parse(host, port, name);
    }

    /** The same server as somebody else. */
    public DatabaseSettings as(String otherUser, String otherPassword) {
        return new DatabaseSettings(host, port, name, otherUser, otherPassword);
    }

    @Override
    public String toString() {
        return user + "@" + host + ":" + port + "/" + name;
    }
}
