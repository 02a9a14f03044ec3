package dev.chirp.training.network;

/** One pass over the examples: mean loss on them and on the validation examples. */
public record Epoch(int number, double trainingLoss, double validationLoss, double seconds) {}
