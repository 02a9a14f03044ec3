package dev.chirp.fanout.session;

import dev.chirp.fanout.frame.WireFrame;

/** Why the server closes a socket. Clients come back after 4000–4499 and stay away after 4500–4999. */
@SuppressWarnings("ImmutableEnumChecker") // The encoded frame is never written to.
public enum CloseReason {
    PROTOCOL_ERROR(1002, "protocol error"),
    UNSUPPORTED_DATA(1003, "text frames only"),
    INVALID_TEXT(1007, "text is not UTF-8"),
    MESSAGE_TOO_BIG(1009, "message too big"),
    DRAIN(4001, "server is going away"),
    TOKEN_EXPIRED(4005, "token expired"),
    TOO_SLOW(4008, "too slow"),
    POSITION_LOST(4010, "position lost"),
    NO_PONG(4012, "no pong"),
    RATE_EXCEEDED(4013, "too many operations"),
    INVALID_TOKEN(4500, "invalid token"),
    BAD_REQUEST(4501, "bad request"),
    FORCED(4503, "session was revoked"),
    CONNECTION_LIMIT(4504, "too many connections of this user"),
    CHANNEL_LIMIT(4505, "too many channels");

    private final int code;
    private final byte[] wireFrame;

    CloseReason(int code, String text) {
        this.code = code;
        this.wireFrame = WireFrame.close(code, text);
    }

    public int code() {
        return code;
    }

    /** Whether the client is meant to come back by itself. */
    public boolean isTemporary() {
        return code >= 4000 && code < 4500;
    }

    byte[] wireFrame() {
        return wireFrame;
    }
}
