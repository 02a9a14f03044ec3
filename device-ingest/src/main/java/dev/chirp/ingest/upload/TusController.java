package dev.chirp.ingest.upload;

import dev.chirp.ingest.access.Callers;
import dev.chirp.web.RequestIdFilter;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * {@code /api/v1/tus}: tus 1.0.0 with creation, creation-with-upload, termination, checksum and expiration. The upload is
 * complete when its last byte is stored.
 *
 * @see <a href="https://tus.io/protocols/resumable-upload">tus.io</a>
 */
@RestController
@RequestMapping("/api/v1/tus")
class TusController {
    private static final String VERSION = "1.0.0";
    private static final String OFFSET = "Upload-Offset";
    private static final String LENGTH = "Upload-Length";
    private static final String OCTETS = "application/offset+octet-stream";

    private final Callers callers;
    private final Uploads uploads;
    private final UploadThreads threads;
    private final UploadSettings settings;

    TusController(Callers callers, Uploads uploads, UploadThreads threads, UploadSettings settings) {
        this.callers = callers;
        this.uploads = uploads;
        this.threads = threads;
        this.settings = settings;
    }

    @RequestMapping(method = RequestMethod.OPTIONS)
    ResponseEntity<Void> options() {
        return ResponseEntity.noContent()
                .header("Tus-Resumable", VERSION)
                .header("Tus-Version", VERSION)
                .header("Tus-Extension", "creation,creation-with-upload,termination,checksum,expiration")
                .header("Tus-Max-Size", Long.toString(settings.maxSize().toBytes()))
                .header("Tus-Checksum-Algorithm", Checksum.ALGORITHMS)
                .build();
    }

    @RequestMapping(method = RequestMethod.POST)
    Mono<ResponseEntity<Void>> create(ServerWebExchange exchange) {
        ServerHttpRequest request = exchange.getRequest();
        requireVersion(request);
        long size = bytes(request, LENGTH, 1);
        Uploads.Announcement announced =
                TusMetadata.announcement(size, request.getHeaders().getFirst("Upload-Metadata"));
        return callers.userOf(request)
                .flatMap(user -> threads.call(
                                () -> uploads.begin(user, Upload.Protocol.TUS, announced, requestKey(request)))
                        .flatMap(upload -> hasBytes(request) && upload.received() == 0
                                ? append(upload, exchange)
                                : Mono.just(upload)))
                .map(upload -> state(HttpStatus.CREATED, upload)
                        .header(HttpHeaders.LOCATION, "/api/v1/tus/" + upload.id())
                        .build());
    }

    /** A request that is repeated finds what it began; its bytes go where the upload stands now. */
    private static @Nullable String requestKey(ServerHttpRequest request) {
        return RequestKey.of(request.getHeaders());
    }

    private static boolean hasBytes(ServerHttpRequest request) {
        return isOctets(request) && request.getHeaders().getContentLength() != 0;
    }

    private static long bytes(ServerHttpRequest request, String header, long least) {
        try {
            long bytes = Long.parseLong(
                    Objects.requireNonNullElse(request.getHeaders().getFirst(header), ""));
            if (bytes >= least) {
                return bytes;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw UploadProblem.badHeader(header, "a number of bytes, at least " + least);
    }

    @RequestMapping(path = "/{id}", method = RequestMethod.HEAD)
    Mono<ResponseEntity<Void>> head(@PathVariable UUID id, ServerWebExchange exchange) {
        requireVersion(exchange.getRequest());
        return callers.userOf(exchange.getRequest())
                .flatMap(user -> threads.call(() -> finished(ofTus(uploads.find(id, user)), exchange)))
                .map(upload -> state(HttpStatus.OK, upload)
                        .header(LENGTH, Long.toString(upload.size()))
                        .header(HttpHeaders.CACHE_CONTROL, "no-store")
                        .build());
    }

    @RequestMapping(
            path = "/{id}",
            method = {RequestMethod.PATCH, RequestMethod.DELETE, RequestMethod.POST})
    Mono<ResponseEntity<Void>> change(@PathVariable UUID id, ServerWebExchange exchange) {
        ServerHttpRequest request = exchange.getRequest();
        requireVersion(request);
        String override = request.getHeaders().getFirst("X-HTTP-Method-Override");
        HttpMethod method = override == null ? request.getMethod() : HttpMethod.valueOf(override);
        if (method.equals(HttpMethod.DELETE)) {
            return callers.userOf(request)
                    .flatMap(user -> threads.call(() -> {
                        uploads.remove(id, user);
                        return true;
                    }))
                    .map(gone -> ResponseEntity.noContent()
                            .header("Tus-Resumable", VERSION)
                            .build());
        }
        if (!method.equals(HttpMethod.PATCH)) {
            return Mono.error(UploadProblem.method());
        }
        if (!isOctets(request)) {
            return Mono.error(UploadProblem.mediaType(OCTETS));
        }
        long offset = bytes(request, OFFSET, 0);
        return callers.userOf(request)
                .flatMap(user -> threads.call(() -> at(offset, ofTus(uploads.open(id, user)))))
                .flatMap(upload -> append(upload, exchange))
                .map(upload -> state(HttpStatus.NO_CONTENT, upload).build());
    }

    private static Upload at(long offset, Upload upload) {
        if (upload.received() != offset) {
            throw UploadProblem.offset(upload.received());
        }
        return upload;
    }

    /** Bytes of a request that breaks off count, unless they have a checksum. */
    private Mono<Upload> append(Upload upload, ServerWebExchange exchange) {
        String header = exchange.getRequest().getHeaders().getFirst("Upload-Checksum");
        Checksum checksum = header == null ? null : Checksum.of(header);
        return threads.receive(
                        upload.userId(),
                        callers.body(upload.userId(), exchange.getRequest()),
                        new Rest(upload, checksum),
                        checksum,
                        checksum == null)
                .then(threads.call(() -> finished(uploads.find(upload.id(), upload.userId()), exchange)));
    }

    /** A request that brings what follows on what is there. */
    private final class Rest implements UploadThreads.Receiver {
        private final Upload upload;
        private final @Nullable Checksum checksum;

        Rest(Upload upload, @Nullable Checksum checksum) {
            this.upload = upload;
            this.checksum = checksum;
        }

        @Override
        public Pieces begin() {
            return uploads.append(upload);
        }

        @Override
        public void end(Pieces pieces) throws Exception {
            if (checksum != null) {
                checksum.verify();
            }
            pieces.finish();
        }
    }

    private Upload finished(Upload upload, ServerWebExchange exchange) throws SQLException {
        if (upload.status() == Upload.Status.UPLOADING && upload.isComplete()) {
            uploads.complete(upload, RequestIdFilter.idOf(exchange), RequestIdFilter.traceparentOf(exchange));
        }
        return upload;
    }

    private ResponseEntity.HeadersBuilder<?> state(HttpStatus status, Upload upload) {
        ResponseEntity.BodyBuilder answer = ResponseEntity.status(status)
                .header("Tus-Resumable", VERSION)
                .header(OFFSET, Long.toString(upload.received()));
        if (upload.status() == Upload.Status.UPLOADING) {
            Instant expires = settings.expiryOf(upload);
            answer.header(
                    "Upload-Expires", DateTimeFormatter.RFC_1123_DATE_TIME.format(expires.atOffset(ZoneOffset.UTC)));
        }
        return answer;
    }

    private static Upload ofTus(Upload upload) {
        if (upload.protocol() != Upload.Protocol.TUS) {
            throw UploadProblem.notFound();
        }
        return upload;
    }

    private static boolean isOctets(ServerHttpRequest request) {
        return OCTETS.equals(request.getHeaders().getFirst(HttpHeaders.CONTENT_TYPE));
    }

    private static void requireVersion(ServerHttpRequest request) {
        if (!VERSION.equals(request.getHeaders().getFirst("Tus-Resumable"))) {
            throw UploadProblem.version(VERSION);
        }
    }
}
