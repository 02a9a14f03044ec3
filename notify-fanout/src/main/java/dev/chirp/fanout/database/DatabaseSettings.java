package dev.chirp.fanout.database;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Properties {@code chirp.db.*}.
 *
 * @param host the server, or several of which one takes writes: {@code a,b} or {@code a:5432,b:5433}
 * @param connections at most; also the number of reads at a time
 * @param waiting reads that wait for a connection, at most; more fail and are tried again by their session
 */
@ConfigurationProperties("chirp.db")
record DatabaseSettings(
        @DefaultValue("127.0.0.1") String host,
        @DefaultValue("5432") int port,
        @DefaultValue("chirp") String name,
        @DefaultValue("") String password,
        @DefaultValue("4") int connections,
        @DefaultValue("20000") int waiting,
        @DefaultValue("2s") Duration queryTimeout) {}
