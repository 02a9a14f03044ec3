package dev.chirp.ingest.upload;

import dev.chirp.ingest.access.Callers;
import dev.chirp.web.RequestIdFilter;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** {@code /api/v1/files}: a recording in chunks of one size, in any order, each as often as it takes. */
@RestController
@RequestMapping("/api/v1/files")
class FileController {
    private static final int MOST_MISSING = 1_000;
    private static final Pattern SHA256 = Pattern.compile("[0-9a-fA-F]{64}");

    private final Callers callers;
    private final Uploads uploads;
    private final UploadThreads threads;

    FileController(Callers callers, Uploads uploads, UploadThreads threads) {
        this.callers = callers;
        this.uploads = uploads;
        this.threads = threads;
    }

    /** What is announced. */
    record Initiate(
            @Nullable String filename,
            @Nullable Long size,
            @Nullable String sha256,
            @Nullable Instant recordedAt) {

        Uploads.Announcement checked() {
            if (size == null || size < 1) {
                throw UploadProblem.invalid("\"size\" has to be the number of bytes, at least 1.");
            }
            if (sha256 != null && !SHA256.matcher(sha256).matches()) {
                throw UploadProblem.invalid("\"sha256\" has to be 64 hexadecimal digits.");
            }
            return new Uploads.Announcement(Filename.checked(filename), size, sha256, recordedAt);
        }
    }

    /** The answer to it. */
    record Initiated(UUID uploadId, int chunkSize, int chunkCount) {
        static Initiated of(Upload upload) {
            return new Initiated(upload.id(), (int) upload.bytesOf(0), upload.chunkCount());
        }
    }

    @PostMapping("/initiate")
    @ResponseStatus(HttpStatus.CREATED)
    Mono<Initiated> initiate(@RequestBody Initiate announced, ServerWebExchange exchange) {
        return asUser(
                exchange,
                user -> Initiated.of(uploads.begin(
                        user,
                        Upload.Protocol.CHUNKS,
                        announced.checked(),
                        RequestKey.of(exchange.getRequest().getHeaders()))));
    }

    @PatchMapping("/upload/{id}/{chunk}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    Mono<Void> chunk(@PathVariable UUID id, @PathVariable int chunk, ServerWebExchange exchange) {
        return callers.userOf(exchange.getRequest())
                .flatMap(user -> threads.receive(
                        user, callers.body(user, exchange.getRequest()), new OneChunk(id, user, chunk), null, false));
    }

    /** A request that brings one chunk. */
    private final class OneChunk implements UploadThreads.Receiver {
        private final UUID id;
        private final long user;
        private final int number;
        private long expected;

        OneChunk(UUID id, long user, int number) {
            this.id = id;
            this.user = user;
            this.number = number;
        }

        @Override
        public Pieces begin() throws IOException {
            Upload upload = ofChunks(uploads.open(id, user));
            if (number < 0 || number >= upload.chunkCount()) {
                throw UploadProblem.invalid("Chunks are numbered from 0 to " + (upload.chunkCount() - 1) + ".");
            }
            expected = upload.bytesOf(number);
            return uploads.chunk(upload, number);
        }

        @Override
        public void end(Pieces pieces) throws Exception {
            if (pieces.bytes() != expected) {
                throw UploadProblem.chunkSize(number, expected);
            }
            pieces.finish();
        }
    }

    /**
     * How far it is.
     *
     * @param missing the first of the chunks that are missing
     */
    record Progress(
            UUID uploadId,
            Upload.Status status,
            long size,
            long receivedBytes,
            double percent,
            int chunkSize,
            int chunkCount,
            int receivedChunks,
            List<Integer> missing,
            @Nullable Long captureId,
            @Nullable Problem error) {
        /** Why it failed. */
        record Problem(String code, @Nullable String detail) {}
    }

    @GetMapping("/upload/{id}/status")
    Mono<Progress> status(@PathVariable UUID id, ServerWebExchange exchange) {
        return asUser(exchange, user -> progress(ofChunks(uploads.find(id, user))));
    }

    private Progress progress(Upload upload) {
        boolean open = upload.status() == Upload.Status.UPLOADING;
        List<Integer> missing = open ? missing(upload) : List.of();
        return new Progress(
                upload.id(),
                upload.status(),
                upload.size(),
                upload.received(),
                Math.floor(1_000.0 * upload.received() / upload.size()) / 10,
                (int) upload.bytesOf(0),
                upload.chunkCount(),
                upload.chunkCount() - missing.size(),
                missing.stream().limit(MOST_MISSING).toList(),
                upload.captureId(),
                upload.errorCode() == null ? null : new Progress.Problem(upload.errorCode(), upload.errorDetail()));
    }

    private List<Integer> missing(Upload upload) {
        Set<Long> here = uploads.chunks(upload).stream().map(Chunk::start).collect(Collectors.toSet());
        return IntStream.range(0, upload.chunkCount())
                .filter(chunk -> !here.contains(upload.startOf(chunk)))
                .boxed()
                .toList();
    }

    /** Which upload is complete. */
    record Complete(@Nullable UUID uploadId) {}

    /** The state after that. */
    record Completed(UUID uploadId, Upload.Status status) {}

    @PostMapping("/complete")
    @ResponseStatus(HttpStatus.ACCEPTED)
    Mono<Completed> complete(@RequestBody Complete which, ServerWebExchange exchange) {
        UUID id = which.uploadId();
        if (id == null) {
            return Mono.error(UploadProblem.invalid("\"upload_id\" is missing."));
        }
        return asUser(exchange, user -> {
            Upload upload = ofChunks(uploads.find(id, user));
            Upload.Status status =
                    uploads.complete(upload, RequestIdFilter.idOf(exchange), RequestIdFilter.traceparentOf(exchange));
            if (status == Upload.Status.UPLOADING) {
                List<Integer> missing = missing(uploads.find(id, user));
                throw UploadProblem.missing(
                        missing.size(), missing.stream().limit(MOST_MISSING).toList());
            }
            return new Completed(id, status);
        });
    }

    @DeleteMapping("/upload/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    Mono<Void> remove(@PathVariable UUID id, ServerWebExchange exchange) {
        return asUser(exchange, user -> {
                    uploads.remove(id, user);
                    return true;
                })
                .then();
    }

    private static Upload ofChunks(Upload upload) {
        if (upload.protocol() != Upload.Protocol.CHUNKS) {
            throw UploadProblem.notFound();
        }
        return upload;
    }

    /** Something that waits for the database. */
    private interface Question<T> {
        T answer(long user) throws Exception;
    }

    private <T> Mono<T> asUser(ServerWebExchange exchange, Question<T> question) {
        Function<Long, Mono<T>> asked = user -> threads.call(() -> question.answer(user));
        return callers.userOf(exchange.getRequest()).flatMap(asked);
    }
}
