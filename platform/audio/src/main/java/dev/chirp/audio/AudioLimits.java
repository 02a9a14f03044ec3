package dev.chirp.audio;

import java.time.Duration;
import java.util.Locale;

/**
 * What one recording may cost, whatever its bytes say. Decoders count what they make, so a header that lies changes
 * nothing.
 *
 * @param longest of sound
 * @param maxSamples decoded, over all channels
 * @param maxChannels of the source
 * @param minRate Hz
 * @param maxRate Hz
 * @param decodeTime wall time inside the decoder, without the time that its caller takes between two reads
 */
public record AudioLimits(
        Duration longest, long maxSamples, int maxChannels, int minRate, int maxRate, Duration decodeTime) {
    /** One upload or capture: ten minutes, of which 192 kHz in stereo are 230 million samples. */
    public static final AudioLimits CLIP =
            new AudioLimits(Duration.ofMinutes(10), 240_000_000, 16, 1_000, 384_000, Duration.ofSeconds(60));

    /** One long recording: a day, at up to 192 kHz in stereo, decoded a piece at a time. */
    public static final AudioLimits RECORDING =
            new AudioLimits(Duration.ofHours(24), 33_200_000_000L, 16, 1_000, 384_000, Duration.ofHours(2));

    public AudioLimits withLongest(Duration other) {
        return new AudioLimits(other, maxSamples, maxChannels, minRate, maxRate, decodeTime);
    }

    AudioRejection tooLong() {
        return new AudioRejection(
                AudioRejection.Code.AUDIO_TOO_LONG,
                "The recording is longer than " + longest.toMinutes() + " minutes.");
    }

    AudioRejection tooManySamples() {
        return new AudioRejection(
                AudioRejection.Code.AUDIO_TOO_LONG,
                String.format(
                        Locale.ROOT, "The recording holds more than %d million samples.", maxSamples / 1_000_000));
    }

    AudioRejection tookTooLong() {
        return new AudioRejection(
                AudioRejection.Code.AUDIO_TOO_LONG,
                "The recording took more than " + decodeTime.toSeconds() + " s to decode.");
    }
}
