package dev.chirp.ingest.upload;

import dev.chirp.ingest.problem.DeviceProblem;
import java.time.Duration;
import java.util.Map;

/** What can be wrong with an upload. */
final class UploadProblem {
    private UploadProblem() {}

    static DeviceProblem notFound() {
        return DeviceProblem.of(404, "not_found", "There is no such upload.");
    }

    static DeviceProblem closed(Upload.Status status) {
        return DeviceProblem.of(409, "upload_closed", "The upload takes no more: it is " + status + ".");
    }

    static DeviceProblem tooLarge(long most) {
        return DeviceProblem.of(413, "payload_too_large", "The recording is larger than " + megabytes(most) + " MB.");
    }

    static DeviceProblem quota(long most) {
        return DeviceProblem.of(
                413,
                "quota_exceeded",
                "With this recording you would have more than " + megabytes(most)
                        + " MB stored. Delete recordings that you do not need.");
    }

    static DeviceProblem tooMany(int most) {
        return DeviceProblem.of(
                409,
                "too_many_uploads",
                "You have " + most + " uploads that are not finished. Finish or delete one of them first.");
    }

    static DeviceProblem invalid(String detail) {
        return DeviceProblem.of(422, "invalid_upload", detail);
    }

    static DeviceProblem chunkSize(int chunk, long expected) {
        return DeviceProblem.of(422, "invalid_chunk", "Chunk " + chunk + " has to be of " + expected + " bytes.");
    }

    static DeviceProblem missing(long chunks, Object first) {
        return DeviceProblem.of(409, "chunks_missing", chunks + " chunks are missing.")
                .with(Map.of("missing", first));
    }

    static DeviceProblem offset(long expected) {
        return DeviceProblem.of(409, "wrong_offset", "The upload stands at " + expected + " bytes.");
    }

    static DeviceProblem checksum() {
        return DeviceProblem.of(460, "checksum_mismatch", "The bytes that arrived have another checksum.");
    }

    static DeviceProblem badHeader(String name, String expected) {
        return DeviceProblem.badRequest("The header " + name + " is missing or wrong; expected: " + expected + ".");
    }

    static DeviceProblem mediaType(String expected) {
        return DeviceProblem.of(415, "unsupported_media_type", "The Content-Type has to be " + expected + ".");
    }

    static DeviceProblem method() {
        return DeviceProblem.of(405, "method_not_allowed", "An upload takes HEAD, PATCH and DELETE.");
    }

    static DeviceProblem version(String known) {
        return DeviceProblem.of(412, "unsupported_version", "The header Tus-Resumable has to be " + known + ".")
                .header("Tus-Version", known);
    }

    static DeviceProblem keyReused() {
        return DeviceProblem.of(
                422, "idempotency_key_reused", "Under this Idempotency-Key another recording was announced.");
    }

    static DeviceProblem full() {
        return DeviceProblem.of(503, "storage_full", "There is no room for recordings now. Go on later.")
                .retryAfter(Duration.ofMinutes(1));
    }

    static DeviceProblem tooManyAtOnce(int most) {
        return DeviceProblem.of(
                        429, "too_many_at_once", "More than " + most + " of your requests bring bytes at one time.")
                .retryAfter(Duration.ofSeconds(2));
    }

    static DeviceProblem slow(Duration patience) {
        return DeviceProblem.of(
                408, "timeout", "Nothing came for " + patience.toSeconds() + " s. Go on where you are.");
    }

    static DeviceProblem busy() {
        return DeviceProblem.of(503, "overloaded", "Too many uploads are on their way. Go on a little later.")
                .retryAfter(Duration.ofSeconds(2));
    }

    private static long megabytes(long bytes) {
        return bytes / (1024 * 1024);
    }
}
