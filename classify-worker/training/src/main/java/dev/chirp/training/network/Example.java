package dev.chirp.training.network;

/** A picture, {@code float[BANDS][FRAMES]} flat, and one number per class: 1 where it is heard. */
// Examples are held for one training run and never changed.
@SuppressWarnings("ArrayRecordComponent")
public record Example(float[] picture, float[] labels) {}
