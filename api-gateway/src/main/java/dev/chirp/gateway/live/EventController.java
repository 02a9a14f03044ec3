package dev.chirp.gateway.live;

import dev.chirp.contracts.event.EventJson;
import dev.chirp.contracts.live.LiveFrame;
import dev.chirp.gateway.paging.Paging;
import dev.chirp.gateway.problem.Problem.FieldError;
import dev.chirp.gateway.request.Caller;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** The durable log of the channel {@code user}: the same envelopes as on the socket, for clients that poll. */
@RestController
final class EventController {
    private static final int DEFAULT_LIMIT = 100;
    private static final int MAX_LIMIT = 500;
    private final EventLog log;

    EventController(EventLog log) {
        this.log = log;
    }

    record EventPage(List<LiveFrame> events, long epoch, long lastOffset) {}

    @GetMapping(path = "/api/v1/events", produces = MediaType.APPLICATION_JSON_VALUE)
    Mono<byte[]> events(@AuthenticationPrincipal Caller caller, @RequestParam MultiValueMap<String, String> query) {
        List<FieldError> errors = new ArrayList<>();
        String channel = query.getFirst("channel");
        if (channel != null && !channel.equals("user")) {
            errors.add(new FieldError("channel", "expected user"));
        }
        int limit = Paging.number("limit", query.getFirst("limit"), 1, MAX_LIMIT, DEFAULT_LIMIT, errors);
        long after = after(query.getFirst("after"), errors);
        Paging.refuse(errors);
        return log.read(caller.userId(), after, limit).map(EventJson.MAPPER::writeValueAsBytes);
    }

    private static long after(@Nullable String text, List<FieldError> errors) {
        try {
            long after = text == null || text.isEmpty() ? 0 : Long.parseLong(text);
            if (after >= 0) {
                return after;
            }
        } catch (NumberFormatException e) {
            // Told below, like a negative number.
        }
        errors.add(new FieldError("after", "expected an offset, 0 or more"));
        return 0;
    }
}
