package dev.chirp.art.sprite;

/** What a bird does in a picture. */
enum Pose {
    STILL,
    BLINK
}
