package dev.chirp.art.shape;

/** What a pixel belongs to; later parts lie over earlier ones. */
public enum Part {
    NONE,
    LEGS,
    TAIL,
    BODY,
    WING,
    BILL,
    EYE
}
