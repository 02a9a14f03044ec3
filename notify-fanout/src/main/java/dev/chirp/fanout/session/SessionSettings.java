package dev.chirp.fanout.session;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Properties {@code chirp.fanout.session.*}.
 *
 * @param pongTimeout any frame of the client within this time counts as the answer to a ping
 * @param maxUnwritable a socket that takes nothing for so long is closed
 * @param maxQueued bytes that wait for a slow socket, at most; a full queue closes it
 * @param tokenWarning how long before its token expires a client is warned
 * @param tokenGrace how long after that its socket is closed
 * @param closeTimeout how long the client's side of the close is awaited
 * @param idleAfter a client that has asked for nothing for so long is called idle; pongs are no asking
 * @param maxChannels of one socket; one more closes it
 * @param opsPerSecond operations of one client, on average over two seconds
 */
@ConfigurationProperties("chirp.fanout.session")
public record SessionSettings(
        @DefaultValue("25s") Duration pingInterval,
        @DefaultValue("8s") Duration pongTimeout,
        @DefaultValue("1s") Duration maxUnwritable,
        @DefaultValue("1MB") DataSize maxQueued,
        @DefaultValue("60s") Duration tokenWarning,
        @DefaultValue("30s") Duration tokenGrace,
        @DefaultValue("3s") Duration closeTimeout,
        @DefaultValue("5m") Duration idleAfter,
        @DefaultValue("64") int maxChannels,
        @DefaultValue("20") int opsPerSecond,
        @DefaultValue Reconnect reconnect) {

    /** The window for coming back that is told to clients. */
    public record Reconnect(
            @DefaultValue("500") long minMs,
            @DefaultValue("20000") long maxMs,
            @DefaultValue("500") long jitterMs,
            @DefaultValue("5") int maxAttempts) {}
}
