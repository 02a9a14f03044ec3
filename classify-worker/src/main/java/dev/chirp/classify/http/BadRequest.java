package dev.chirp.classify.http;

import org.springframework.http.HttpStatus;

/** A request that is wrong before anything is known of its audio. */
final class BadRequest extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final HttpStatus status;
    private final String code;

    private BadRequest(HttpStatus status, String code, String sentence) {
        super(sentence, null, false, false);
        this.status = status;
        this.code = code;
    }

    static BadRequest missingPart(String part) {
        return new BadRequest(
                HttpStatus.BAD_REQUEST, "missing_part", "The request has no multipart part '" + part + "'.");
    }

    static BadRequest wrongParameter(String sentence) {
        return new BadRequest(HttpStatus.BAD_REQUEST, "invalid_request", sentence);
    }

    static BadRequest tooLarge(int mostBytes) {
        return new BadRequest(
                HttpStatus.CONTENT_TOO_LARGE,
                "audio_too_large",
                "The recording is larger than " + mostBytes / (1024 * 1024) + " MB.");
    }

    HttpStatus status() {
        return status;
    }

    String code() {
        return code;
    }
}
