package dev.chirp.art.completion;

import dev.chirp.art.completion.WaitingCaptures.Outdated;
import dev.chirp.art.completion.WaitingCaptures.Species;
import dev.chirp.art.meter.ArtMeter;
import dev.chirp.art.recipe.Recipe;
import dev.chirp.art.sprite.Drawing;
import dev.chirp.art.studio.Order;
import dev.chirp.art.studio.Studio;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.sql.SQLException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Completes what the listener left: captures of a species that has its sprite, and captures that have waited too long,
 * which go on with the placeholder. Draws species anew whose recipe has changed. One virtual thread; stops by a flag between two chunks.
 */
final class Sweeper implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(Sweeper.class);
    private final Studio studio;
    private final WaitingCaptures waiting;
    private final SweeperSettings settings;
    private final Counter completed;
    private @Nullable Thread thread;
    private CountDownLatch stopped = new CountDownLatch(0);
    private boolean placeholderHangs;

    Sweeper(Studio studio, WaitingCaptures waiting, SweeperSettings settings, MeterRegistry meters) {
        this.studio = studio;
        this.waiting = waiting;
        this.settings = settings;
        this.completed = ArtMeter.SWEEPER_COMPLETED.counter(meters);
    }

    @Override
    public synchronized void start() {
        CountDownLatch stop = new CountDownLatch(1);
        stopped = stop;
        thread = Thread.ofVirtual().name("sweeper").start(() -> run(stop));
    }

    private void run(CountDownLatch stop) {
        try {
            do {
                hangPlaceholder();
                sweep();
                redraw();
            } while (!stop.await(settings.every().toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void hangPlaceholder() {
        if (placeholderHangs) {
            return;
        }
        try {
            studio.hangPlaceholder();
            placeholderHangs = true;
        } catch (IOException e) {
            log.atWarn().setCause(e).log("Placeholder not stored; it is tried again");
        }
    }

    private void sweep() {
        try {
            for (Species species : waiting.species(settings.giveUpAfter())) {
                int count = waiting.completeAll(species.birdId());
                completed.increment(count);
                log.atInfo()
                        .addKeyValue("species", species.scientificName())
                        .addKeyValue("sprite", species.hasSprite())
                        .addKeyValue("captures", count)
                        .log("Waiting captures completed");
            }
        } catch (SQLException | RuntimeException e) {
            log.atWarn().setCause(e).log("Sweep failed; it is tried again");
        }
    }

    private void redraw() {
        try {
            for (Outdated species : waiting.outdated(Recipe.VERSION)) {
                Drawing drawing = studio.fill(Order.standard(species.scientificName(), species.commonName()))
                        .join();
                waiting.storeSprite(species.scientificName(), species.commonName(), drawing.checksum(), Recipe.VERSION);
                log.atInfo()
                        .addKeyValue("species", species.scientificName())
                        .addKeyValue("recipe_version", Recipe.VERSION)
                        .log("Sprite drawn anew");
            }
        } catch (SQLException | RuntimeException e) {
            log.atWarn().setCause(e).log("Sprite not drawn anew; it is tried again");
        }
    }

    @Override
    public synchronized void stop() {
        stopped.countDown();
        Thread running = thread;
        thread = null;
        if (running != null) {
            try {
                running.join(settings.stopTimeout());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return thread != null;
    }
}
