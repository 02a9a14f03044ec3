package dev.chirp.classify.http;

import dev.chirp.classify.inference.Classification;
import dev.chirp.classify.inference.InferencePool;
import dev.chirp.classify.inference.Recording;
import dev.chirp.classify.place.Place;
import dev.chirp.classify.verdict.VerdictLog;
import dev.chirp.web.RequestIdFilter;
import java.io.ByteArrayInputStream;
import java.nio.channels.Channels;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.codec.multipart.PartEvent;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** {@code POST /classify}: internal, without authentication, stores nothing. */
@RestController
final class ClassifyController {
    private final ClipUpload upload;
    private final InferencePool pool;
    private final VerdictLog verdicts;

    ClassifyController(ClipUpload upload, InferencePool pool, VerdictLog verdicts) {
        this.upload = upload;
        this.pool = pool;
        this.verdicts = verdicts;
    }

    @PostMapping(path = "/classify", consumes = MediaType.MULTIPART_FORM_DATA_VALUE)
    Mono<ClassifyAnswer> classify(
            @RequestBody Flux<PartEvent> parts,
            @RequestParam(defaultValue = "false") boolean embedding,
            @RequestParam(required = false) @Nullable Double latitude,
            @RequestParam(required = false) @Nullable Double longitude,
            @RequestParam(required = false) @Nullable Integer week,
            ServerWebExchange exchange) {
        long length = exchange.getRequest().getHeaders().getContentLength();
        Place place = place(latitude, longitude, week);
        return upload.with(parts, length, clip -> classify(clip, place))
                .doOnNext(classification ->
                        verdicts.record(classification.verdict(), null, RequestIdFilter.idOf(exchange)))
                .map(classification -> ClassifyAnswer.of(classification, embedding));
    }

    private Mono<Classification> classify(byte[] clip, @Nullable Place place) {
        Recording bytes = () -> Channels.newChannel(new ByteArrayInputStream(clip));
        return Mono.fromCallable(() -> sha256(clip))
                .subscribeOn(Schedulers.parallel())
                .flatMap(sha256 -> Mono.fromFuture(() -> pool.submit(bytes.known(sha256, place))));
    }

    /** The filter of place and week is asked for by all three or not at all. */
    private static @Nullable Place place(
            @Nullable Double latitude, @Nullable Double longitude, @Nullable Integer week) {
        if (latitude == null && longitude == null && week == null) {
            return null;
        }
        if (latitude == null || longitude == null || week == null) {
            throw BadRequest.wrongParameter("Give latitude, longitude and week together, or none of them.");
        }
        try {
            return new Place(latitude, longitude, week);
        } catch (IllegalArgumentException e) {
            throw BadRequest.wrongParameter(e.getMessage() + ".");
        }
    }

    private static String sha256(byte[] clip) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(clip));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
