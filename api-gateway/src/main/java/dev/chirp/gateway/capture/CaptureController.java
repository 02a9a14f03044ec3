package dev.chirp.gateway.capture;

import dev.chirp.gateway.auth.MediaLinks;
import dev.chirp.gateway.blob.Blobs;
import dev.chirp.gateway.intake.EventBell;
import dev.chirp.gateway.problem.Problem;
import dev.chirp.gateway.problem.ProblemType;
import dev.chirp.gateway.request.Caller;
import dev.chirp.gateway.request.RequestOrigin;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** The list of captures, one capture, its review and its end. Documents come as JSON from the database. */
@RestController
@RequestMapping(path = "/api/v1/captures", produces = MediaType.APPLICATION_JSON_VALUE)
final class CaptureController {
    private final CaptureStore captures;
    private final Blobs blobs;
    private final EventBell bell;
    private final MediaLinks links;

    CaptureController(CaptureStore captures, Blobs blobs, EventBell bell, MediaLinks links) {
        this.captures = captures;
        this.blobs = blobs;
        this.bell = bell;
        this.links = links;
    }

    record Review(@Nullable Boolean correct, @Nullable Long birdId) {}

    record Links(String audioUrl, String spectrogramUrl, Instant expiresAt) {}

    @GetMapping
    Mono<String> list(@AuthenticationPrincipal Caller caller, @RequestParam MultiValueMap<String, String> query) {
        CaptureFilter filter = CaptureFilter.of(query);
        return captures.list(filter, caller.userId())
                .map(page -> "{\"captures\":" + page.captures() + ",\"page\":"
                        + filter.paging().page() + ",\"size\":"
                        + filter.paging().size() + ",\"total\":" + page.total()
                        + "}");
    }

    @GetMapping("/{id}")
    Mono<String> show(@AuthenticationPrincipal Caller caller, @PathVariable long id) {
        return captures.document(id, caller.userId()).switchIfEmpty(notFound());
    }

    /** Addresses of the media that work without a header for five minutes. */
    @GetMapping("/{id}/links")
    Mono<Links> links(@AuthenticationPrincipal Caller caller, @PathVariable long id) {
        return captures.audio(id, caller.userId())
                .map(audio -> {
                    String path = "/api/v1/captures/" + id;
                    MediaLinks.Link sound = links.sign(path + "/audio", caller.userId());
                    MediaLinks.Link picture = links.sign(path + "/spectrogram.png", caller.userId());
                    return new Links(sound.url(), picture.url(), sound.expiresAt());
                })
                .switchIfEmpty(notFound());
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    Mono<Void> delete(@AuthenticationPrincipal Caller caller, @PathVariable long id, ServerWebExchange exchange) {
        return captures.delete(id, caller.userId(), RequestOrigin.of(exchange))
                .switchIfEmpty(notFound())
                .doOnNext(key -> bell.ring())
                // What cannot be deleted now is found by the sweeper.
                .flatMap(key -> blobs.delete(key)
                        .then(blobs.delete(Spectrograms.keyOf(key)))
                        .onErrorComplete()
                        .then());
    }

    @PostMapping("/{id}/review")
    Mono<String> review(
            @AuthenticationPrincipal Caller caller,
            @PathVariable long id,
            @RequestBody Review review,
            ServerWebExchange exchange) {
        Boolean correct = review.correct();
        if (correct == null) {
            return Mono.error(
                    Problem.ofField("correct", "expected true or false").toException());
        }
        return captures.review(id, caller.userId(), correct, review.birdId(), RequestOrigin.of(exchange))
                .onErrorMap(
                        DataIntegrityViolationException.class,
                        unknown -> Problem.ofField("bird_id", "there is no such bird")
                                .toException())
                .doOnNext(document -> bell.ring())
                .switchIfEmpty(Mono.defer(() -> notReviewable(id, caller)));
    }

    private Mono<String> notReviewable(long id, Caller caller) {
        return captures.document(id, caller.userId())
                .switchIfEmpty(notFound())
                .flatMap(unfinished ->
                        Mono.error(Problem.of(ProblemType.NOT_REVIEWABLE, "Only a processed capture can be reviewed.")
                                .toException()));
    }

    private static <T> Mono<T> notFound() {
        return Mono.error(() -> Problem.notFound("capture").toException());
    }
}
