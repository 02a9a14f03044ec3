package dev.chirp.audio.packet;

/**
 * What the sound of a stream is.
 *
 * @param sampleRate of the decoded sound, in Hz
 * @param channels of the source
 */
public record SoundFormat(int sampleRate, int channels) {}
