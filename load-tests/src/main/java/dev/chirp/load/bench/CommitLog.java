package dev.chirp.load.bench;

/** Told of each committed event; called by many threads. */
@FunctionalInterface
interface CommitLog {
    CommitLog NONE = (event, millis) -> {};

    /**
     * Takes note of one.
     *
     * @param millis the wall clock after the commit's answer
     */
    void committed(String event, long millis);
}
