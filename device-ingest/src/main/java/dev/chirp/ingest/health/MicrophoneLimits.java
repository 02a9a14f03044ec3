package dev.chirp.ingest.health;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Properties {@code chirp.ingest.microphone.*}. The default, -80 dB below full scale, is an RMS of 3 units of 16 bits: with
 * so little left, birds are not there either.
 *
 * @param silentBelowDbfs loudness without the constant part, in dB below full scale
 * @param silentAfter so much sound in a row has to be quieter, or constant, before a microphone is flagged
 * @param heardMarginDb a flagged one has to be louder than {@code silentBelowDbfs} by this much
 * @param heardAfter for so much sound in a row, before it is taken for good again
 */
@ConfigurationProperties("chirp.ingest.microphone")
record MicrophoneLimits(
        @DefaultValue("-80") double silentBelowDbfs,
        @DefaultValue("30s") Duration silentAfter,
        @DefaultValue("6") double heardMarginDb,
        @DefaultValue("5s") Duration heardAfter) {
    MicrophoneLimits {
        if (!(silentBelowDbfs < 0) || !(heardMarginDb >= 0)) {
            throw new IllegalArgumentException("silentBelowDbfs: %s (expected: below 0), heardMarginDb: %s (at least 0)"
                    .formatted(silentBelowDbfs, heardMarginDb));
        }
    }

    double heardFromDbfs() {
        return silentBelowDbfs + heardMarginDb;
    }
}
