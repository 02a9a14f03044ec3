package dev.chirp.gateway.intake;

import dev.chirp.gateway.blob.Blobs;
import dev.chirp.gateway.idempotency.RequestName;
import dev.chirp.gateway.idempotency.Reservation;
import dev.chirp.gateway.idempotency.Reservations;
import dev.chirp.gateway.problem.Problem;
import dev.chirp.gateway.problem.ProblemType;
import dev.chirp.gateway.request.Caller;
import dev.chirp.gateway.request.RequestOrigin;
import java.io.IOException;
import java.net.URI;
import java.util.Objects;
import java.util.function.BiFunction;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Uploads of browsers and scripts: one file, streamed to the blob store, answered when its capture is committed. */
@RestController
final class UploadController {
    /** Pieces of a body that may wait for the disk; more are left in the socket. */
    private static final int PIECES_AHEAD = 2;

    private static final String CAPTURES = "/api/v1/captures/";

    private final CaptureIntake intake;
    private final Blobs blobs;
    private final Reservations reservations;

    UploadController(CaptureIntake intake, Blobs blobs, Reservations reservations) {
        this.intake = intake;
        this.blobs = blobs;
        this.reservations = reservations;
    }

    record UploadAnswer(String message, long captureId) {}

    @PostMapping("/api/v1/captures")
    Mono<ResponseEntity<UploadAnswer>> upload(@AuthenticationPrincipal Caller caller, ServerWebExchange exchange) {
        Upload upload = new Upload(exchange, boundary(exchange.getRequest()), caller, RequestOrigin.of(exchange));
        return intake.admit(Mono.defer(() -> RequestName.of(exchange, caller.userId())
                .map(name -> named(upload, name))
                .orElseGet(() -> recorded(
                                upload, (recording, label) -> intake.accept(recording, label, upload.origin()))
                        .map(accepted -> answer(accepted.captureId())))));
    }

    private record Upload(ServerWebExchange exchange, String boundary, Caller caller, RequestOrigin origin) {}

    /** A failure frees the name; a cancelled upload too, unless its write has begun, which then keeps the answer. */
    private Mono<ResponseEntity<UploadAnswer>> named(Upload upload, RequestName name) {
        return reservations.reserve(name).flatMap(reservation -> switch (reservation) {
            case Reservation.InFlight other -> Mono.error(Reservation.inFlight(other.lease()));
            case Reservation.Mine _ ->
                Mono.usingWhen(
                        Mono.just(name),
                        reserved -> recorded(
                                        upload,
                                        (recording, label) ->
                                                intake.accept(recording, label, upload.origin(), reserved))
                                .map(accepted -> answer(accepted.captureId())),
                        done -> Mono.empty(),
                        (failed, failure) -> reservations.release(failed),
                        reservations::release);
            case Reservation.Answered earlier ->
                recorded(upload, (recording, label) -> again(earlier, recording, label));
        });
    }

    /** Nothing of the second upload is kept; only its hash says whether it is the first one again. */
    private static Mono<ResponseEntity<UploadAnswer>> again(
            Reservation.Answered earlier, ClipRecording recording, StoredClip.Label label) {
        return Mono.fromCallable(() -> {
            earlier.require(CaptureRow.requestHash(recording.hashSoFar(), label.filename(), label.recordedAt()));
            String location = Objects.requireNonNull(earlier.location());
            return answer(Long.parseLong(location.substring(CAPTURES.length())));
        });
    }

    private <T> Mono<T> recorded(Upload upload, BiFunction<ClipRecording, StoredClip.Label, Mono<T>> use) {
        return Mono.usingWhen(
                Mono.fromCallable(intake::begin),
                recording -> receive(
                                upload.exchange().getRequest(),
                                new UploadBody(upload.boundary(), recording),
                                upload.caller())
                        .flatMap(label -> use.apply(recording, label)),
                blobs::close);
    }

    private static ResponseEntity<UploadAnswer> answer(long captureId) {
        return ResponseEntity.accepted()
                .location(URI.create(CAPTURES + captureId))
                .body(new UploadAnswer("Capture accepted for processing.", captureId));
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
