package dev.chirp.art.generate;

import dev.chirp.art.studio.Studio;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** Draws any species, at any seed and size. */
@RestController
final class GenerateController {
    private final Studio studio;

    GenerateController(Studio studio) {
        this.studio = studio;
    }

    @PostMapping("/generate")
    Mono<GenerateResponse> generate(@RequestBody GenerateRequest request) {
        return Mono.fromCallable(request::toOrder)
                .flatMap(order -> Mono.fromFuture(() -> studio.fill(order), true))
                .map(GenerateResponse::of);
    }
}
