package dev.chirp.ingest.upload;

import dev.chirp.ingest.problem.DeviceProblem;
import dev.chirp.telemetry.BoundedThreads;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The threads that wait for the disk and the database in place of event loops; a bounded number, and bounded waiting. */
final class UploadThreads implements AutoCloseable {
    /** Buffers of a request that wait for the disk; the client is not read further before. */
    private static final int PREFETCH = 16;

    private final BoundedThreads threads;
    private final Places places;
    private final UploadSettings settings;

    UploadThreads(UploadSettings settings, MeterRegistry meters) {
        this.settings = settings;
        this.places = new Places(settings.receivers(), settings.receiversPerUser());
        this.threads = new BoundedThreads(meters, "upload", settings.threads(), settings.threads() * settings.queue());
    }

    /** Runs a call that waits; 503 when too many do. */
    <T> Mono<T> call(Callable<T> waiting) {
        return Mono.fromCallable(waiting)
                .subscribeOn(threads)
                .onErrorMap(RejectedExecutionException.class, full -> UploadProblem.busy());
    }

    /** A request's body on its way to the disk. */
    interface Receiver {
        Pieces begin() throws Exception;

        /** All bytes have come; what this throws discards them. */
        void end(Pieces pieces) throws Exception;
    }

    /**
     * Writes a body as fast as the disk takes it; completes when everything counts.
     *
     * @param user whose it is
     * @param checksum every byte passes by it, and nothing counts before the end; null when there is none
     * @param keep whether bytes of a body that breaks off count
     */
    Mono<Void> receive(long user, Flux<DataBuffer> body, Receiver receiver, @Nullable Checksum checksum, boolean keep) {
        return Mono.defer(() -> switch (places.take(user)) {
            case TAKEN -> Mono.using(() -> user, same -> received(body, receiver, checksum, keep), places::giveBack);
            case FULL -> Mono.error(UploadProblem.busy());
            case USER_HAS_ENOUGH -> Mono.error(UploadProblem.tooManyAtOnce(settings.receiversPerUser()));
        });
    }

    /** Bodies on their way. */
    int receiving() {
        return places.taken();
    }

    private Mono<Void> received(Flux<DataBuffer> body, Receiver receiver, @Nullable Checksum checksum, boolean keep) {
        return Mono.usingWhen(
                        call(receiver::begin),
                        pieces -> body.timeout(settings.patience())
                                .publishOn(threads, PREFETCH)
                                .doOnNext(buffer -> write(buffer, pieces, checksum))
                                .doOnDiscard(DataBuffer.class, DataBufferUtils::release)
                                .then(Mono.fromCallable(() -> {
                                    receiver.end(pieces);
                                    return true;
                                })),
                        pieces -> call(closing(pieces, false)),
                        (pieces, failure) -> call(closing(pieces, keep && !(failure instanceof DeviceProblem))),
                        pieces -> call(closing(pieces, keep)))
                .onErrorMap(RejectedExecutionException.class, full -> UploadProblem.busy())
                .onErrorMap(TimeoutException.class, silence -> UploadProblem.slow(settings.patience()))
                .then();
    }

    private static Callable<Boolean> closing(Pieces pieces, boolean keep) {
        return () -> {
            try (pieces) {
                if (keep) {
                    pieces.finish();
                }
            }
            return true;
        };
    }

    private static void write(DataBuffer buffer, Pieces pieces, @Nullable Checksum checksum) {
        try (DataBuffer.ByteBufferIterator parts = buffer.readableByteBuffers()) {
            while (parts.hasNext()) {
                ByteBuffer part = parts.next();
                if (checksum != null) {
                    checksum.update(part.duplicate());
                }
                pieces.write(part, checksum != null);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            DataBufferUtils.release(buffer);
        }
    }

    @Override
    public void close() {
        threads.dispose();
    }
}
