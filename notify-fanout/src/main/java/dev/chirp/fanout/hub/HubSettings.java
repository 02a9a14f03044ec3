package dev.chirp.fanout.hub;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Properties {@code chirp.fanout.hub.*}.
 *
 * @param inbox messages from Redis that wait for the hub's thread, at most; more are dropped, counted and repaired
 * @param strategy how messages reach this instance; instances with different ones work side by side
 * @param linger how long a channel without sockets stays subscribed, for clients that come right back
 */
@ConfigurationProperties("chirp.fanout.hub")
public record HubSettings(
        @DefaultValue("32768") int inbox,
        @DefaultValue("redis-channel") Strategy strategy,
        @DefaultValue("5s") Duration linger) {}
