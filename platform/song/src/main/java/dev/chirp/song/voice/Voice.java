package dev.chirp.song.voice;

/** Something that sounds. */
@FunctionalInterface
public interface Voice {
    /** Adds this voice to a track, from its start to its end, at about unit loudness. */
    void sing(Track track);
}
