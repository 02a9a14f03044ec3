package dev.chirp.classify.http;

import dev.chirp.classify.inference.OverloadedException;
import java.io.ByteArrayOutputStream;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.codec.multipart.PartEvent;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Collects the part {@value #PART} of an upload in memory. The bytes of all uploads together are bounded, so that no
 * number of clients can exhaust the heap; nothing is written to disk.
 */
@Component
final class ClipUpload {
    static final String PART = "audio_file";
    static final int MOST_BYTES = 25 * 1024 * 1024;

    /** Of all uploads that are being received or classified. */
    private static final long BUDGET_BYTES = 8L * MOST_BYTES;

    private final AtomicLong used = new AtomicLong();

    /**
     * Runs the work with the bytes of the part; they count against the budget until the work ends or is cancelled.
     *
     * @param contentLength of the request, -1 when unknown
     */
    <T> Mono<T> with(Flux<PartEvent> parts, long contentLength, Work<T> work) {
        long charge = contentLength < 0 ? MOST_BYTES : Math.min(contentLength, MOST_BYTES);
        return Mono.usingWhen(
                Mono.fromCallable(() -> charge(charge)),
                charged -> bytes(parts).flatMap(work::on),
                charged -> Mono.fromRunnable(() -> used.addAndGet(-charged)));
    }

    /** What is done with a clip. */
    @FunctionalInterface
    interface Work<T> {
        Mono<T> on(byte[] clip);
    }

    private long charge(long bytes) throws OverloadedException {
        if (used.addAndGet(bytes) > BUDGET_BYTES) {
            used.addAndGet(-bytes);
            throw new OverloadedException("Too many recordings are being received. Try again in a moment.");
        }
        return bytes;
    }

    private static Mono<byte[]> bytes(Flux<PartEvent> parts) {
        return parts.collect(Part::new, Part::take).map(Part::bytes);
    }

    /** The bytes of the part so far; every buffer is released as soon as it was looked at. */
    private static final class Part {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(64 * 1024);
        private boolean found;

        void take(PartEvent event) {
            DataBuffer content = event.content();
            try {
                if (event.name().equals(PART)) {
                    found = true;
                    append(content);
                }
            } finally {
                DataBufferUtils.release(content);
            }
        }

        private void append(DataBuffer content) {
            if (bytes.size() + content.readableByteCount() > MOST_BYTES) {
                throw BadRequest.tooLarge(MOST_BYTES);
            }
            byte[] chunk = new byte[content.readableByteCount()];
            content.read(chunk);
            bytes.writeBytes(chunk);
        }

        byte[] bytes() {
            if (!found) {
                throw BadRequest.missingPart(PART);
            }
            return bytes.toByteArray();
        }
    }
}
