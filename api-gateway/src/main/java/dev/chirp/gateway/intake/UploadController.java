package dev.chirp.gateway.intake;

import dev.chirp.gateway.blob.Blobs;
import dev.chirp.gateway.problem.Problem;
import dev.chirp.gateway.problem.ProblemType;
import dev.chirp.gateway.request.Caller;
import dev.chirp.gateway.request.RequestOrigin;
import java.io.IOException;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Uploads of browsers and scripts: one file, streamed to the blob store, answered when its capture is committed. */
@RestController
final class UploadController {
    /** Pieces of a body that may wait for the disk; more are left in the socket. */
    private static final int PIECES_AHEAD = 2;

    private final CaptureIntake intake;
    private final Blobs blobs;

    UploadController(CaptureIntake intake, Blobs blobs) {
        this.intake = intake;
        this.blobs = blobs;
    }

    record UploadAnswer(String message, long captureId) {}

    @PostMapping("/api/v1/captures")
    @ResponseStatus(HttpStatus.ACCEPTED)
    Mono<UploadAnswer> upload(@AuthenticationPrincipal Caller caller, ServerWebExchange exchange) {
        String boundary = boundary(exchange.getRequest());
        RequestOrigin origin = RequestOrigin.of(exchange);
        return intake.admit(Mono.usingWhen(
                        Mono.fromCallable(intake::begin),
                        recording -> receive(exchange.getRequest(), new UploadBody(boundary, recording), caller)
                                .flatMap(label -> intake.accept(recording, label, origin)),
                        blobs::close))
                .map(accepted -> new UploadAnswer("Capture accepted for processing.", accepted.captureId()));
    }

    private Mono<StoredClip.Label> receive(ServerHttpRequest request, UploadBody body, Caller caller) {
        return request.getBody()
                .map(BodyPiece::new)
                .publishOn(blobs.threads(), PIECES_AHEAD)
                .<BodyPiece>handle((piece, sink) -> {
                    try {
                        body.take(piece);
                    } catch (IOException e) {
                        sink.error(e);
                    }
                })
                .doOnDiscard(BodyPiece.class, BodyPiece::release)
                .then(Mono.fromCallable(() -> body.finish(caller.userId())));
    }

    private static String boundary(ServerHttpRequest request) {
        MediaType type = request.getHeaders().getContentType();
        String boundary = type == null ? null : type.getParameter("boundary");
        if (type == null || !type.isCompatibleWith(MediaType.MULTIPART_FORM_DATA) || boundary == null) {
            throw Problem.of(
                            ProblemType.UNSUPPORTED_MEDIA_TYPE,
                            "Send the recording as multipart/form-data with a part named audio_file.")
                    .toException();
        }
        return boundary.startsWith("\"") && boundary.endsWith("\"") && boundary.length() > 1
                ? boundary.substring(1, boundary.length() - 1)
                : boundary;
    }
}
