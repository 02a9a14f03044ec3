package dev.chirp.cli.live;

/** Where a {@link LiveMachine} is. Times are milliseconds of its clock. */
sealed interface State {
    /** Nothing was begun. */
    record Idle() implements State {}

    /** A socket is being opened, until {@code giveUpAt}. */
    record Connecting(long giveUpAt) implements State {}

    /** Connected since {@code since}; the server was heard last at {@code heardAt}. */
    record Live(long since, long heardAt) implements State {
        Live heard(long now) {
            return new Live(since, now);
        }
    }

    /** The next attempt is at {@code until}. */
    record Waiting(long until) implements State {}

    /** Over for good. */
    record Stopped() implements State {}
}
