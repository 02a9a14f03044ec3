package dev.chirp.art.recipe;

/** How a layer covers its area. */
public enum Texture {
    PLAIN,
    STREAKS,
    SPOTS,
    BARS,
    SCALES
}
