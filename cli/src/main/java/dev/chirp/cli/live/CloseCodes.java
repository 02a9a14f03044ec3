package dev.chirp.cli.live;

import java.util.Set;

/** Which ends of a socket are for good. */
final class CloseCodes {
    static final int TOKEN_EXPIRED = 4005;
    private static final Set<Integer> BROKEN_PROTOCOL = Set.of(1002, 1003, 1007, 1009);

    private CloseCodes() {}

    /** Whether the server wants no return. */
    static boolean stayAway(int code) {
        return (code >= 4500 && code <= 4999) || BROKEN_PROTOCOL.contains(code);
    }
}
