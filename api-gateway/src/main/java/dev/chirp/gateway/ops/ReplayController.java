package dev.chirp.gateway.ops;

import com.fasterxml.jackson.annotation.JsonRawValue;
import dev.chirp.gateway.idempotency.Answer;
import dev.chirp.gateway.idempotency.Idempotency;
import dev.chirp.gateway.ops.ReplayStore.Action;
import dev.chirp.gateway.paging.Paging;
import dev.chirp.gateway.problem.Problem;
import dev.chirp.gateway.problem.Problem.FieldError;
import dev.chirp.gateway.problem.ProblemType;
import dev.chirp.gateway.request.Caller;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Dead letters handled again, for the scope {@code ops}. */
@RestController
@RequestMapping(path = "/api/v1/ops/replays", produces = MediaType.APPLICATION_JSON_VALUE)
final class ReplayController {
    private final ReplayStore replays;
    private final Idempotency idempotency;

    ReplayController(ReplayStore replays, Idempotency idempotency) {
        this.replays = replays;
        this.idempotency = idempotency;
    }

    record ReplayPage(@JsonRawValue String replays, int page, int size, long total) {}

    /** Answers at once; the replay goes on in the consumers, {@code GET} tells how far it is. */
    @PostMapping
    Mono<ResponseEntity<byte[]>> start(
            @AuthenticationPrincipal Caller caller, @RequestBody ReplayOrder order, ServerWebExchange exchange) {
        Paging.refuse(order.errors());
        return idempotency.once(
                exchange,
                caller,
                order,
                replays.start(order, caller.userId())
                        .flatMap(id -> document(id, new LinkedMultiValueMap<>())
                                .map(replay -> Answer.accepted(replay, "/api/v1/ops/replays/" + id))));
    }

    /** Newest first. */
    @GetMapping
    Mono<ReplayPage> list(@RequestParam MultiValueMap<String, String> query) {
        Paging paging = paging(query);
        return replays.list(paging)
                .map(page -> new ReplayPage(page.replays(), paging.page(), paging.size(), page.total()));
    }

    @GetMapping("/{id}")
    Mono<String> show(@PathVariable UUID id, @RequestParam MultiValueMap<String, String> query) {
        return document(id, query);
    }

    @PostMapping("/{id}/pause")
    Mono<String> pause(@AuthenticationPrincipal Caller caller, @PathVariable UUID id) {
        return steer(caller, id, Action.PAUSE, List.of("RUNNING"));
    }

    @PostMapping("/{id}/resume")
    Mono<String> resume(@AuthenticationPrincipal Caller caller, @PathVariable UUID id) {
        return steer(caller, id, Action.RESUME, List.of("PAUSED"));
    }

    /** What has not begun is open again; what has begun ends. */
    @PostMapping("/{id}/cancel")
    Mono<String> cancel(@AuthenticationPrincipal Caller caller, @PathVariable UUID id) {
        return steer(caller, id, Action.CANCEL, List.of("RUNNING", "PAUSED"));
    }

    private Mono<String> steer(Caller caller, UUID id, Action action, List<String> from) {
        return replays.steer(id, caller.userId(), action)
                .switchIfEmpty(Mono.error(ReplayController::unknown))
                .flatMap(before -> from.contains(before)
                        ? document(id, new LinkedMultiValueMap<>())
                        : Mono.error(Problem.of(
                                        ProblemType.REPLAY_STATE,
                                        "The replay is %s (expected for %s: %s)."
                                                .formatted(before, action.word(), String.join(" or ", from)))
                                .toException()));
    }

    private Mono<String> document(UUID id, MultiValueMap<String, String> query) {
        return replays.document(id, paging(query)).switchIfEmpty(Mono.error(ReplayController::unknown));
    }

    private static Throwable unknown() {
        return Problem.notFound("replay").toException();
    }

    private static Paging paging(MultiValueMap<String, String> query) {
        List<FieldError> errors = new ArrayList<>();
        Paging paging = Paging.of(query, errors);
        Paging.refuse(errors);
        return paging;
    }
}
