package dev.chirp.audio;

/**
 * What is known of a recording that was accepted.
 *
 * @param sampleRate of the decoded sound, in Hz
 * @param frames samples of each channel that are really there, whatever the header said
 */
public record AudioFacts(AudioType type, int sampleRate, int channels, long frames) {
    public double durationSeconds() {
        return (double) frames / sampleRate;
    }
}
