package dev.chirp.ingest.frame;

/** What became of some bytes. */
public sealed interface Parsed {
    /** A whole and sound frame. */
    record Complete(Frame frame) implements Parsed {}

    /** The frame is not complete; {@code frameBytes}: as far as is known, how long it is with its header. */
    record More(int frameBytes) implements Parsed {}

    /** These bytes are no frame. What follows them cannot be made sense of either. */
    record Bad(ErrorCode code, String detail) implements Parsed {}
}
