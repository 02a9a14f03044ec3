package dev.chirp.cli.live;

import tools.jackson.databind.JsonNode;

/** What happens to a {@link LiveMachine}. */
sealed interface Input {
    /** Connect, and keep on. */
    record Start() implements Input {}

    /** Nothing, but time has passed. */
    record Tick() implements Input {}

    /** A frame of the server. */
    record Received(JsonNode frame) implements Input {}

    /** The socket is gone; {@code code} is that of its close frame, or 1006. */
    record Lost(int code, String reason) implements Input {}

    /** There is no socket; {@code status} is that of the HTTP answer, or 0. */
    record Refused(int status, String reason) implements Input {}

    /** An answer of {@code GET /api/v1/events}. */
    record Polled(JsonNode page) implements Input {}

    /** The log could not be read. */
    record PollFailed(int status) implements Input {}

    /** A new access token. */
    record Renewed(String token) implements Input {}

    /** No new access token for now. */
    record RenewalFailed() implements Input {}

    /** Nobody wants more. */
    record Stop() implements Input {}
}
