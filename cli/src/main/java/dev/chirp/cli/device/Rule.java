package dev.chirp.cli.device;

import java.io.IOException;

/** One sentence of the protocol, and how it is tried. */
record Rule(String sentence, Trial trial) {
    /** Ends normally when the rule holds. */
    @FunctionalInterface
    interface Trial {
        void run() throws IOException, BrokenRule;
    }
}
