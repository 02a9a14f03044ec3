package dev.chirp.relay.server;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** Where PostgreSQL is and as whom to come. */
@ConfigurationProperties("chirp.db")
public record DatabaseSettings(
        @DefaultValue("127.0.0.1") String host,
        @DefaultValue("5432") int port,
        @DefaultValue("chirp") String name,
        @DefaultValue("chirp_outbox_relay") String user,
        @DefaultValue("") String password) {
    /** The same server as somebody else. */
    public DatabaseSettings as(String otherUser, String otherPassword) {
        return new DatabaseSettings(host, port, name, otherUser, otherPassword);
    }

    @Override
    public String toString() {
        return user + "@" + host + ":" + port + "/" + name;
    }
}
