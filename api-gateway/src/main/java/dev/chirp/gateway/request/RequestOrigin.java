package dev.chirp.gateway.request;

import dev.chirp.contracts.event.EventDraft.Origin;
import dev.chirp.contracts.event.EventJson;
import dev.chirp.telemetry.trace.Operation;
import dev.chirp.web.RequestId;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.springframework.web.server.ServerWebExchange;

/**
 * How a request is recognised from here to the live socket.
 *
 * @param requestId at most 64 safe characters, as the client chose it or made here
 * @param traceparent the W3C trace context: of the request's own span, else as the client sent it, else begun here
 */
public record RequestOrigin(String requestId, String traceparent) {
    /** The name of this service in events. */
    public static final String SERVICE = "api-gateway";

    static final String ATTRIBUTE = RequestOrigin.class.getName();

    /** What a client sent, as far as it can be believed. */
    public static RequestOrigin from(@Nullable String requestId, @Nullable String traceparent) {
        String believed = Operation.traceparentOrNull(traceparent);
        return new RequestOrigin(RequestId.of(requestId), believed == null ? newTrace() : believed);
    }

    public static RequestOrigin of(ServerWebExchange exchange) {
        return exchange.getAttribute(ATTRIBUTE) instanceof RequestOrigin origin ? origin : from(null, null);
    }

    /** The headers of an event that this request causes, as {@code event.headers} keeps them; the subject is added by SQL. */
    public String eventHeaders() {
        return EventJson.MAPPER.writeValueAsString(new Origin(SERVICE, "", requestId, traceparent));
    }

    /** The middle part of the trace context. */
    public String traceId() {
        return traceparent.substring(3, 35);
    }

    private static String newTrace() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        HexFormat hex = HexFormat.of();
        return "00-" + hex.toHexDigits(random.nextLong() | 1) + hex.toHexDigits(random.nextLong()) + "-"
                + hex.toHexDigits(random.nextLong() | 1) + "-01";
    }
}
