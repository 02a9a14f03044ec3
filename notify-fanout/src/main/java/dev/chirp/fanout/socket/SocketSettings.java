package dev.chirp.fanout.socket;

import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Properties {@code chirp.fanout.socket.*}.
 *
 * @param maxMessage a client's message, at most; a longer one closes the socket with 1009
 * @param allowedOrigins besides the own host and localhost, for example {@code https://birds.example}
 * @param highWaterMark bytes in Netty's own buffer from which a socket counts as unwritable
 * @param drainPerSecond sockets told to go, at most, when the service stops
 * @param drainTimeout how long their going is awaited
 */
@ConfigurationProperties("chirp.fanout.socket")
record SocketSettings(
        @DefaultValue("16KB") DataSize maxMessage,
        @DefaultValue("10") int perUser,
        @DefaultValue("20000") int perInstance,
        @DefaultValue List<String> allowedOrigins,
        @DefaultValue("32KB") DataSize lowWaterMark,
        @DefaultValue("128KB") DataSize highWaterMark,
        @DefaultValue("2000") int drainPerSecond,
        @DefaultValue("10s") Duration drainTimeout) {}
