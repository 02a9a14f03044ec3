package dev.chirp.gateway.capture;

import dev.chirp.gateway.blob.Blobs;
import dev.chirp.gateway.capture.CaptureStore.Audio;
import dev.chirp.gateway.problem.Problem;
import dev.chirp.gateway.problem.ProblemType;
import dev.chirp.gateway.request.Caller;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import org.springframework.http.CacheControl;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** The sound of a capture, whole or in ranges, and its picture. */
@RestController
final class MediaController {
    private static final CacheControl PRIVATE = CacheControl.noCache().cachePrivate();
    private final CaptureStore captures;
    private final Blobs blobs;
    private final Spectrograms spectrograms;

    MediaController(CaptureStore captures, Blobs blobs, Spectrograms spectrograms) {
        this.captures = captures;
        this.blobs = blobs;
        this.spectrograms = spectrograms;
    }

    @GetMapping("/api/v1/captures/{id}/audio")
    Mono<Void> audio(@AuthenticationPrincipal Caller caller, @PathVariable long id, ServerWebExchange exchange) {
        return recording(id, caller)
                .flatMap(audio -> blobs.size(audio.key())
                        .switchIfEmpty(notFound("recording"))
                        .flatMap(size -> send(exchange, audio, size)));
    }

    @GetMapping("/api/v1/captures/{id}/spectrogram.png")
    Mono<Void> spectrogram(@AuthenticationPrincipal Caller caller, @PathVariable long id, ServerWebExchange exchange) {
        return recording(id, caller)
                .flatMap(audio -> spectrograms
                        .of(audio.key())
                        .onErrorResume(NoSuchFileException.class, gone -> notFound("recording"))
                        .flatMap(key -> blobs.size(key).flatMap(size -> send(exchange, key, size, audio.sha256()))));
    }

    private Mono<Audio> recording(long id, Caller caller) {
        return captures.audio(id, caller.userId())
                .switchIfEmpty(notFound("capture"))
                .filter(audio -> !audio.isPrivate())
                .switchIfEmpty(Mono.error(() -> Problem.of(
                                ProblemType.PRIVATE_SPEECH,
                                "Somebody speaks in this recording, so it was deleted to protect them. What was heard"
                                        + " besides is still listed.")
                        .toException()));
    }

    private Mono<Void> send(ServerWebExchange exchange, String pngKey, long size, String sha256) {
        ServerHttpResponse response = exchange.getResponse();
        response.getHeaders().setCacheControl(PRIVATE);
        if (exchange.checkNotModified("\"s-" + sha256 + "\"")) {
            return response.setComplete();
        }
        response.getHeaders().setContentType(MediaType.IMAGE_PNG);
        response.getHeaders().setContentLength(size);
        return response.writeWith(blobs.read(pngKey, 0, size));
    }

    private Mono<Void> send(ServerWebExchange exchange, Audio audio, long size) {
        ServerHttpResponse response = exchange.getResponse();
        HttpHeaders headers = response.getHeaders();
        String etag = "\"" + audio.sha256() + "\"";
        headers.setCacheControl(PRIVATE);
        headers.set(HttpHeaders.ACCEPT_RANGES, "bytes");
        if (exchange.checkNotModified(etag)) {
            return response.setComplete();
        }
        HttpHeaders asked = exchange.getRequest().getHeaders();
        String ifRange = asked.getFirst(HttpHeaders.IF_RANGE);
        Optional<ByteRange> range;
        try {
            range = ifRange == null || ifRange.equals(etag)
                    ? ByteRange.of(asked.getFirst(HttpHeaders.RANGE), size)
                    : Optional.empty();
        } catch (ByteRange.NotSatisfiable e) {
            return Mono.error(
                    Problem.of(ProblemType.RANGE_NOT_SATISFIABLE, "The recording has only " + size + " bytes.")
                            .withHeader(HttpHeaders.CONTENT_RANGE, "bytes */" + size)
                            .toException());
        }
        headers.setContentType(MediaType.parseMediaType(audio.contentType()));
        headers.setContentDisposition(ContentDisposition.inline()
                .filename(
                        audio.filename() == null ? "recording" + ending(audio.contentType()) : audio.filename(),
                        StandardCharsets.UTF_8)
                .build());
        ByteRange sent = range.orElse(new ByteRange(0, size - 1));
        headers.setContentLength(sent.length());
        if (range.isPresent()) {
            response.setStatusCode(HttpStatus.PARTIAL_CONTENT);
            headers.set(HttpHeaders.CONTENT_RANGE, "bytes " + sent.first() + "-" + sent.last() + "/" + size);
        }
        return response.writeWith(blobs.read(audio.key(), sent.first(), sent.length()));
    }

    private static String ending(String contentType) {
        return switch (contentType) {
            case "audio/wav" -> ".wav";
            case "audio/flac" -> ".flac";
            case "audio/ogg" -> ".ogg";
            case "audio/webm" -> ".webm";
            case "audio/mpeg" -> ".mp3";
            default -> "";
        };
    }

    private static <T> Mono<T> notFound(String what) {
        return Mono.error(() -> Problem.notFound(what).toException());
    }
}
