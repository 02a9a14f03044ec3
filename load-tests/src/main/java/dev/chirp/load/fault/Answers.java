package dev.chirp.load.fault;

/** What clients may be told while a fault lasts. */
enum Answers {
    /** 202 for each upload. */
    ALL_ACCEPTED,
    /** Also 503, with the time to come back. */
    UNAVAILABLE,
    /** Also 502 of the front, and connections that are cut: the process that they talk to is killed. */
    CUT;

    boolean allow(Refusal refusal) {
        return switch (refusal.status()) {
            case Refusal.NO_ANSWER -> this == CUT;
            case 502 -> this == CUT && refusal.retryAfter();
            case 503 -> this != ALL_ACCEPTED && refusal.retryAfter();
            default -> false;
        };
    }
}
