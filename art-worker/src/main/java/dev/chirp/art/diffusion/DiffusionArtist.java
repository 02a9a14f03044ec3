package dev.chirp.art.diffusion;

import ai.onnxruntime.OrtException;
import dev.chirp.art.meter.ArtMeter;
import dev.chirp.art.sprite.Cutout;
import dev.chirp.art.sprite.Drawing;
import dev.chirp.art.sprite.Renderer;
import dev.chirp.art.sprite.Sprite;
import dev.chirp.art.style.Style;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Draws with a diffusion pipeline, one picture at a time, and takes the sprite drawn by recipe where that fails: the pack
 * is broken, the deadline passed, there is no bird on the picture, or the sprite falls short of {@link Style}. Thread-safe.
 */
final class DiffusionArtist implements Renderer, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(DiffusionArtist.class);
    private final Pipeline pipeline;
    private final PackManifest manifest;
    private final Renderer byRecipe;
    private final Duration deadline;
    private final MeterRegistry meters;
    private final ReentrantLock gpu = new ReentrantLock(true);

    DiffusionArtist(
            Pipeline pipeline, PackManifest manifest, Renderer byRecipe, Duration deadline, MeterRegistry meters) {
        this.pipeline = pipeline;
        this.manifest = manifest;
        this.byRecipe = byRecipe;
        this.deadline = deadline;
        this.meters = meters;
    }

    @Override
    public Drawing draw(String scientificName, String commonName, long seed, int size) {
        try {
            Optional<Drawing> drawing = paint(scientificName, commonName, seed, size);
            if (drawing.isPresent()) {
                count("drawn");
                return drawing.get();
            }
            count("unfit");
        } catch (Pipeline.DeadlineException e) {
            count("late");
        } catch (OrtException | BadPackException | RuntimeException e) {
            count("failed");
            log.atWarn().setCause(e).addKeyValue("species", scientificName).log("Diffusion failed; drawn by recipe");
        }
        return byRecipe.draw(scientificName, commonName, seed, size);
    }

    private Optional<Drawing> paint(String scientificName, String commonName, long seed, int size)
            throws OrtException, BadPackException, Pipeline.DeadlineException {
        long end = System.nanoTime() + deadline.toNanos();
        if (!acquire()) {
            throw new Pipeline.DeadlineException();
        }
        float[] picture;
        try {
            picture = pipeline.draw(manifest.promptFor(commonName, scientificName), seed, end);
        } finally {
            gpu.unlock();
        }
        Optional<int[]> bird = Ground.cut(picture, manifest.size());
        if (bird.isEmpty()) {
            return Optional.empty();
        }
        Cutout cutout = new Cutout(bird.get());
        Sprite sprite = cutout.sprite();
        return Style.of(sprite).isGood() ? Optional.of(cutout.drawing(seed, size)) : Optional.empty();
    }

    private boolean acquire() {
        try {
            return gpu.tryLock(deadline.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void count(String result) {
        ArtMeter.DIFFUSION_PICTURES.counter(meters, "result", result).increment();
    }

    @Override
    public Drawing placeholder() {
        return byRecipe.placeholder();
    }

    /** Waits for the picture that is being drawn. */
    @Override
    public void close() {
        gpu.lock();
        try {
            pipeline.close();
        } finally {
            gpu.unlock();
        }
    }
}
