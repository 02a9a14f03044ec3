package dev.chirp.classify.http;

import dev.chirp.classify.inference.Classification;
import dev.chirp.classify.inference.InferencePool;
import dev.chirp.classify.verdict.VerdictLog;
import java.io.ByteArrayInputStream;
import java.nio.channels.Channels;
import org.springframework.http.MediaType;
import org.springframework.http.codec.multipart.PartEvent;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

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
            ServerWebExchange exchange) {
        long length = exchange.getRequest().getHeaders().getContentLength();
        return upload.with(parts, length, this::classify)
                .doOnNext(classification -> verdicts.record(classification.verdict(), null, RequestId.of(exchange)))
                .map(classification -> ClassifyAnswer.of(classification, embedding));
    }

    private Mono<Classification> classify(byte[] clip) {
        return Mono.fromFuture(() -> pool.submit(() -> Channels.newChannel(new ByteArrayInputStream(clip))));
    }
}
