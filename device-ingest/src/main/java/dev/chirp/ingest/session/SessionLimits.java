package dev.chirp.ingest.session;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Properties {@code chirp.ingest.stream.*}.
 *
 * @param clipLength where a stream that does not end its clips is cut; part of every clip's name, see ADR 0018
 * @param maxClipFrames a clip is cut after so many frames, however short they are
 * @param creditClips maximal clips that a device may have sent beyond what is committed; one while it is held up
 * @param helloTimeout from the connection to HELLO, the handshake of TLS included, which takes small devices seconds
 * @param frameTimeout from the first byte of a frame to its last
 * @param heartbeat a device that is silent for so long is pinged, and after three times as long given up
 * @param clipIdle the longest silence inside a clip; below the gateway's 30 s
 * @param stallTimeout how long a device is held up before it is sent away to come back later
 * @param farewellTimeout how long clips that were complete are awaited when the connection ends
 * @param ackEvery {@code received_seq} is told so often at most; {@code committed_seq} at once
 */
@ConfigurationProperties("chirp.ingest.stream")
public record SessionLimits(
        @DefaultValue("10s") Duration clipLength,
        @DefaultValue("1024") int maxClipFrames,
        @DefaultValue("4") int creditClips,
        @DefaultValue("10s") Duration helloTimeout,
        @DefaultValue("10s") Duration frameTimeout,
        @DefaultValue("15s") Duration heartbeat,
        @DefaultValue("20s") Duration clipIdle,
        @DefaultValue("30s") Duration stallTimeout,
        @DefaultValue("5s") Duration farewellTimeout,
        @DefaultValue("1s") Duration ackEvery) {
    private static final Duration SHORTEST_CLIP = Duration.ofSeconds(3);
    private static final Duration LONGEST_CLIP = Duration.ofSeconds(15);

    public SessionLimits {
        if (clipLength.compareTo(SHORTEST_CLIP) < 0 || clipLength.compareTo(LONGEST_CLIP) > 0) {
            throw new IllegalArgumentException("clipLength: %s (expected: 3s..15s)".formatted(clipLength));
        }
        if (maxClipFrames < 1 || creditClips < 1) {
            throw new IllegalArgumentException(
                    "maxClipFrames: %d, creditClips: %d (expected: at least 1)".formatted(maxClipFrames, creditClips));
        }
    }

    /** Frames of a maximal clip and of its end. */
    long clipCredit() {
        return maxClipFrames + 1L;
    }
}
