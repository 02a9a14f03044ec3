package dev.chirp.audio;

/**
 * What is known of a recording that was accepted.
 *
 * @param frames samples of each channel that are really there, whatever the header said
 */
public record AudioFacts(AudioType type, WavFormat format, long frames) {
    public double durationSeconds() {
        return format.seconds(frames);
    }
}
