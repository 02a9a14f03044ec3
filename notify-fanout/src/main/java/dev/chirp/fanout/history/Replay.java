package dev.chirp.fanout.history;

import dev.chirp.fanout.channel.LiveMessage;
import java.util.List;

/** The answer to "what came after this position". */
public sealed interface Replay {
    /**
     * The messages that follow without a gap; possibly none.
     *
     * @param more whether later ones exist that did not fit
     */
    record Page(List<LiveMessage> messages, boolean more) implements Replay {}

    /** It cannot be said: the position belongs to another epoch, lies ahead, or is older than what is kept. */
    record Lost() implements Replay {}
}
