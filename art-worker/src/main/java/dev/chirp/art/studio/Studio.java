package dev.chirp.art.studio;

import dev.chirp.art.meter.ArtMeter;
import dev.chirp.art.sprite.Drawing;
import dev.chirp.art.sprite.Renderer;
import dev.chirp.storage.BlobStore;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Fills orders: draws on platform threads, as many as cores, with a bounded queue before them, and stores on a few more,
 * which wait for the disk while the cores draw on; when these are all busy, who drew stores too. The bridge between event
 * loops and virtual threads, which only wait for the future, and the CPU.
 */
public final class Studio implements AutoCloseable {
    private final Renderer artist;
    private final Gallery gallery;
    private final MeterRegistry meters;
    private final Timer latency;
    private final Timer orderLatency;
    private static final int STORING_PER_CORE = 4;
    private final ThreadPoolExecutor pool;
    private final ThreadPoolExecutor storing;
    private final Map<Order, Drawing> finished;

    public Studio(Renderer artist, BlobStore blobs, StudioSettings settings, MeterRegistry meters) {
        this.artist = artist;
        this.gallery = new Gallery(blobs);
        this.meters = meters;
        this.latency = ArtMeter.RENDER_LATENCY.timer(meters);
        this.orderLatency = ArtMeter.ORDER_LATENCY.timer(meters);
        this.pool = new ThreadPoolExecutor(
                settings.threads(),
                settings.threads(),
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(settings.queue()),
                Thread.ofPlatform().name("render-", 0).daemon().factory());
        this.storing = new ThreadPoolExecutor(
                STORING_PER_CORE * settings.threads(),
                STORING_PER_CORE * settings.threads(),
                0,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                Thread.ofPlatform().name("store-", 0).daemon().factory(),
                (task, _) -> task.run());
        this.finished = Collections.synchronizedMap(new Newest<>(settings.remembered()));
        ArtMeter.RENDER_QUEUE_DEPTH.gauge(meters, pool.getQueue()::size);
    }

    /**
     * The sprite, stored.
     *
     * @return fails with {@link RejectedExecutionException} when the queue is full, and with
     *     {@link UncheckedIOException} when the store is away
     */
    public CompletableFuture<Drawing> fill(Order order) {
        Drawing known = finished.get(order);
        if (known != null) {
            count("hit");
            return CompletableFuture.completedFuture(known);
        }
        long ordered = System.nanoTime();
        try {
            return CompletableFuture.supplyAsync(() -> draw(order), pool)
                    .thenApplyAsync(drawing -> store(order, drawing), storing)
                    .whenComplete((_, _) -> orderLatency.record(System.nanoTime() - ordered, TimeUnit.NANOSECONDS));
        } catch (RejectedExecutionException e) {
            count("rejected");
            return CompletableFuture.failedFuture(e);
        }
    }

    /** Stores the sprite of species that have none; may be called again. */
    public void hangPlaceholder() throws IOException {
        gallery.hangPlaceholder(artist.placeholder());
    }

    private Drawing draw(Order order) {
        long start = System.nanoTime();
        try {
            return artist.draw(order.scientificName(), order.commonName(), order.seed(), order.size());
        } catch (RuntimeException e) {
            count("failed");
            throw e;
        } finally {
            latency.record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
        }
    }

    private Drawing store(Order order, Drawing drawing) {
        try {
            gallery.hang(order, drawing);
        } catch (IOException e) {
            count("failed");
            throw new UncheckedIOException("Sprite not stored", e);
        } catch (RuntimeException e) {
            count("failed");
            throw e;
        }
        finished.put(order, drawing);
        count("drawn");
        return drawing;
    }

    private void count(String result) {
        ArtMeter.RENDER_ORDERS.counter(meters, "result", result).increment();
    }

    /** Drops what is queued; what is being drawn or stored is finished. */
    @Override
    public void close() {
        pool.shutdownNow();
        storing.shutdown();
    }

    /** Forgets the least recently used; drawing is a pure function, so nothing is lost. */
    private static final class Newest<K, V> extends LinkedHashMap<K, V> {
        private static final long serialVersionUID = 1;
        private final int capacity;

        Newest(int capacity) {
            super(16, 0.75f, true);
            this.capacity = capacity;
        }

        @Override
        protected boolean removeEldestEntry(Map.@Nullable Entry<K, V> eldest) {
            return size() > capacity;
        }
    }
}
