package dev.chirp.art.generate;

import dev.chirp.art.studio.Order.InvalidOrder;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.reactive.result.method.annotation.ResponseEntityExceptionHandler;

/** Says what was wrong with a request: problem+json for the caller's faults, one fixed sentence for ours. */
@RestControllerAdvice
final class GenerateProblems extends ResponseEntityExceptionHandler {
    private static final Logger log = LoggerFactory.getLogger(GenerateProblems.class);

    @ExceptionHandler
    ResponseEntity<ProblemDetail> invalid(InvalidOrder e) {
        return problem(HttpStatus.BAD_REQUEST, "invalid_request", String.valueOf(e.getMessage()));
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> overloaded(RejectedExecutionException e) {
        ProblemDetail body = detail(HttpStatus.SERVICE_UNAVAILABLE, "overloaded", "Too many sprites are waiting.");
        return ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE)
                .header(HttpHeaders.RETRY_AFTER, "1")
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(body);
    }

    @ExceptionHandler
    ResponseEntity<Map<String, String>> failed(RuntimeException e) {
        log.atError().setCause(e).log("Sprite failed");
        return ResponseEntity.internalServerError()
                .contentType(MediaType.APPLICATION_JSON)
                .body(Map.of("detail", "Pixel art generation failed."));
    }

    private static ResponseEntity<ProblemDetail> problem(HttpStatus status, String code, String sentence) {
        return ResponseEntity.status(status)
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(detail(status, code, sentence));
    }

    private static ProblemDetail detail(HttpStatus status, String code, String sentence) {
        ProblemDetail detail = ProblemDetail.forStatusAndDetail(status, sentence);
        detail.setProperty("code", code);
        return detail;
    }
}
