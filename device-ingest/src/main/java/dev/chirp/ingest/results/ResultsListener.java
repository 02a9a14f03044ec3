package dev.chirp.ingest.results;

/** Hears what became of recordings; called on the thread that reads them, so it must not block. */
public interface ResultsListener {
    /** Whether anybody wants to hear of this user. */
    boolean wants(long userId);

    /**
     * Something became of a recording of this user.
     *
     * @param envelope UTF-8 JSON, as sockets get it; not to be written to
     */
    void onResult(long userId, byte[] envelope);
}
