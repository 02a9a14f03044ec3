package dev.chirp.gateway.blob;

import dev.chirp.storage.BlobStore;
import dev.chirp.storage.settings.StorageSettings;
import dev.chirp.telemetry.BoundedThreads;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.util.retry.Retry;

/** The blob store for event loops: every call waits for its disk on one of a bounded number of threads. */
@Component
public final class Blobs implements DisposableBean {
    private static final int READ_BYTES = 64 * 1024;
    private static final int CLOSE_ATTEMPTS = 120;
    private static final Duration CLOSE_PAUSE = Duration.ofSeconds(1);
    private final BlobStore store;
    private final BoundedThreads threads;

    Blobs(StorageSettings storage, BlobSettings settings, MeterRegistry meters) {
        this.store = storage.open(meters);
        this.threads = new BoundedThreads(meters, "blob", settings.threads(), settings.threads() * settings.queue());
    }

    public BlobStore store() {
        return store;
    }

    /** The threads that may wait for the disk. */
    public Scheduler threads() {
        return threads;
    }

    /** Runs a blocking call; fails with RejectedExecutionException when too many wait. */
    public <T> Mono<T> call(Callable<T> blocking) {
        return Mono.fromCallable(blocking).subscribeOn(threads);
    }

    /** How much of its space is free, from 0 to 1. */
    public Mono<Double> freeFraction() {
        return call(store::freeFraction);
    }

    public Mono<Boolean> delete(String key) {
        return call(() -> store.delete(key));
    }

    /** Closes what holds the disk. When no thread is free for that it comes again: a file must not stay. */
    public Mono<Boolean> close(Closeable resource) {
        return call(() -> {
                    resource.close();
                    return true;
                })
                .retryWhen(Retry.backoff(CLOSE_ATTEMPTS, Duration.ofMillis(50))
                        .maxBackoff(CLOSE_PAUSE)
                        .filter(RejectedExecutionException.class::isInstance));
    }

    /** The length of an object; empty when there is none. */
    public Mono<Long> size(String key) {
        return call(() -> {
                    try (SeekableByteChannel channel = store.open(key)) {
                        return channel.size();
                    }
                })
                .onErrorResume(NoSuchFileException.class, missing -> Mono.empty());
    }

    /** A part of an object as the client takes it, in pieces of 64 KiB. */
    public Flux<DataBuffer> read(String key, long from, long length) {
        Flux<DataBuffer> rest = DataBufferUtils.readByteChannel(
                () -> positioned(key, from), DefaultDataBufferFactory.sharedInstance, READ_BYTES);
        return DataBufferUtils.takeUntilByteCount(rest, length).subscribeOn(threads);
    }

    private SeekableByteChannel positioned(String key, long from) throws IOException {
        SeekableByteChannel channel = store.open(key);
        try {
            return channel.position(from);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** Writes a small object at once. */
    public Mono<Void> write(String key, byte[] bytes) {
        return this.<Boolean>call(() -> {
                    try (var writer = store.create(key)) {
                        writer.write(ByteBuffer.wrap(bytes));
                        writer.commit();
                        return true;
                    }
                })
                .then();
    }

    @Override
    public void destroy() {
        threads.dispose();
        store.close();
    }
}
