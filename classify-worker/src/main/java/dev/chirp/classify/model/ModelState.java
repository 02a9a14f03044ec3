package dev.chirp.classify.model;

/** Whether there is a model to ask. */
public sealed interface ModelState {

    /** Loaded and warmed up. */
    record Ready(Model model, double loadSeconds) implements ModelState {}

    /** The pack was refused; the reason is a sentence for the operator. */
    record Unusable(String reason) implements ModelState {}

    /** Loads a pack; a bad one is a state, so that the service stays up and says why it is not ready. */
    static ModelState load(String location) {
        long begin = System.nanoTime();
        try {
            Model model = Model.load(location);
            return new Ready(model, (System.nanoTime() - begin) / 1e9);
        } catch (BadPackException e) {
            return new Unusable(String.valueOf(e.getMessage()));
        }
    }
}
