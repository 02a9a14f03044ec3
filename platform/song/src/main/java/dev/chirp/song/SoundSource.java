package dev.chirp.song;

/** What a recording can be of: a bird, or one of the things that a model must not take for one. */
public sealed interface SoundSource permits Species, Disturbance {
    /** The name that people use, which is also the label of a model's class. */
    String commonName();
}
