package dev.chirp.cli.live;

import java.io.IOException;

/** Access tokens of one user. Both methods may block. */
public interface Tokens {
    String current();

    /** Another one than {@link #current()}; IOException when that may work later. */
    String renewed() throws IOException, Refused;

    /** Nobody gets in with what is known here; the message is a sentence. */
    final class Refused extends Exception {
        public Refused(String message) {
            super(message);
        }
    }
}
