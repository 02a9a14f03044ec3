package dev.chirp.cli.live;

import java.util.List;
import tools.jackson.databind.JsonNode;

/** What a {@link LiveMachine} wants done. */
sealed interface Effect {
    /**
     * Open a socket.
     *
     * @param renewed with a new access token
     * @param since values of the parameter of that name
     */
    record Connect(boolean renewed, List<String> since) implements Effect {}

    /** Send a frame. */
    record Send(JsonNode frame) implements Effect {}

    /** Close the socket; nothing that it still says counts. */
    record HangUp() implements Effect {}

    /** Read the log of the channel {@code user} after an offset. */
    record Poll(boolean renewed, long after) implements Effect {}

    /** Get a new access token. */
    record Renew() implements Effect {}

    /** Give a frame to whom it may concern; each position once, in order. */
    record Deliver(JsonNode frame) implements Effect {}

    /** Say how the connection is. */
    record Tell(String sentence) implements Effect {}

    /** It is over. {@code wanted} by us, or for a reason that the server has. */
    record End(boolean wanted, String reason) implements Effect {}
}
