package dev.chirp.gateway.ops;

import com.fasterxml.jackson.annotation.JsonRawValue;
import dev.chirp.contracts.event.EventJson;
import dev.chirp.contracts.event.EventType;
import dev.chirp.contracts.event.Header;
import dev.chirp.gateway.paging.Paging;
import dev.chirp.gateway.problem.Problem;
import dev.chirp.gateway.problem.Problem.FieldError;
import dev.chirp.gateway.problem.ProblemType;
import dev.chirp.gateway.request.Caller;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Events that a consumer gave up, for the scope {@code ops}. */
@RestController
@RequestMapping("/api/v1/ops/dead-letters")
final class DeadLetterController {
    private final DeadLetterStore letters;

    DeadLetterController(DeadLetterStore letters) {
        this.letters = letters;
    }

    record LetterPage(@JsonRawValue String deadLetters, int page, int size, long total) {}

    /** What an edit changed. */
    record Edited(UUID dlqId, List<PayloadDiff> diff) {}

    record Discarded(UUID dlqId, String state) {}

    /** Newest first; in every state unless one is asked for. */
    @GetMapping
    Mono<LetterPage> list(@RequestParam MultiValueMap<String, String> query) {
        List<FieldError> errors = new ArrayList<>();
        Paging paging = Paging.of(query, errors);
        Paging.refuse(errors);
        return letters.list(DeadLetterFilter.of(query), paging)
                .map(page -> new LetterPage(page.letters(), paging.page(), paging.size(), page.total()));
    }

    @GetMapping("/{id}")
    Mono<JsonNode> show(@PathVariable UUID id) {
        return find(id).cast(JsonNode.class);
    }

    /** Replaces the payload, which has to be one that the event's type can be read from. */
    @PostMapping("/{id}/edit")
    Mono<Edited> edit(@AuthenticationPrincipal Caller caller, @PathVariable UUID id, @RequestBody Change change) {
        JsonNode payload = change.newPayload();
        String why = change.why();
        return find(id).flatMap(letter -> {
            refuseUnreadable(letter, payload);
            return letters.edit(id, caller.userId(), payload.toString(), why)
                    .flatMap(edited -> edited
                            ? Mono.just(new Edited(id, PayloadDiff.between(letter.required("payload"), payload)))
                            : settled());
        });
    }

    /** Gives it up for good; a key that was held for it goes on. */
    @PostMapping("/{id}/discard")
    Mono<Discarded> discard(@AuthenticationPrincipal Caller caller, @PathVariable UUID id, @RequestBody Change change) {
        String why = change.why();
        return find(id).flatMap(letter -> letters.discard(id, caller.userId(), why)
                .flatMap(discarded -> discarded ? Mono.just(new Discarded(id, "DISCARDED")) : settled()));
    }

    private Mono<ObjectNode> find(UUID id) {
        return letters.show(id)
                .switchIfEmpty(Mono.error(() -> Problem.notFound("dead letter").toException()));
    }

    private static <T> Mono<T> settled() {
        return Mono.error(() -> Problem.of(
                        ProblemType.DEAD_LETTER_SETTLED,
                        "The dead letter is not open any more: it is being replayed, or was replayed or discarded.")
                .toException());
    }

    private static void refuseUnreadable(JsonNode letter, JsonNode payload) {
        String ceType = letter.required("headers").path(Header.CE_TYPE).asString("");
        EventType.ofCeType(ceType).ifPresent(type -> {
            try {
                type.read(EventJson.MAPPER.readTree(payload.toString()));
            } catch (RuntimeException e) {
                throw Problem.ofField("payload", "is no " + ceType + " (see its JSON Schema in contracts/)")
                        .toException();
            }
        });
    }
}
