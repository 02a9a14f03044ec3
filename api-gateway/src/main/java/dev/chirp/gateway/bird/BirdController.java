package dev.chirp.gateway.bird;

import dev.chirp.gateway.paging.Paging;
import dev.chirp.gateway.problem.Problem;
import dev.chirp.gateway.problem.Problem.FieldError;
import dev.chirp.gateway.request.Caller;
import java.util.ArrayList;
import java.util.List;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** The birds that a user has discovered: one entry per species, last heard first. */
@RestController
@RequestMapping(path = "/api/v1/birds", produces = MediaType.APPLICATION_JSON_VALUE)
final class BirdController {
    private final BirdStore birds;

    BirdController(BirdStore birds) {
        this.birds = birds;
    }

    @GetMapping
    Mono<ResponseEntity<String>> list(
            @AuthenticationPrincipal Caller caller, @RequestParam MultiValueMap<String, String> query) {
        Paging paging = paging(query);
        return birds.list(caller.userId(), paging)
                .map(page -> ResponseEntity.ok()
                        .header("X-Total-Count", String.valueOf(page.total()))
                        .headers(headers -> PageLinks.write(headers, "/api/v1/birds", paging, page.total()))
                        .body(page.birds()));
    }

    /** One bird with the page of its captures. */
    @GetMapping("/{id}")
    Mono<String> show(
            @AuthenticationPrincipal Caller caller,
            @PathVariable long id,
            @RequestParam MultiValueMap<String, String> query) {
        return birds.document(id, caller.userId(), paging(query))
                .switchIfEmpty(Mono.error(() -> Problem.notFound("bird").toException()));
    }

    private static Paging paging(MultiValueMap<String, String> query) {
        List<FieldError> errors = new ArrayList<>();
        Paging paging = Paging.of(query, errors);
        Paging.refuse(errors);
        return paging;
    }
}
