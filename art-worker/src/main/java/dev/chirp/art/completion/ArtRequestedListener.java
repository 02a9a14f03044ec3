package dev.chirp.art.completion;

import dev.chirp.art.recipe.Recipe;
import dev.chirp.art.sprite.Drawing;
import dev.chirp.art.studio.Order;
import dev.chirp.art.studio.Order.InvalidOrder;
import dev.chirp.art.studio.Studio;
import dev.chirp.contracts.event.DomainEvent.ArtRequested;
import dev.chirp.messaging.Effect;
import dev.chirp.messaging.EventListener;
import dev.chirp.messaging.Failure;
import dev.chirp.messaging.Failure.DependencyDown;
import dev.chirp.messaging.Failure.Hopeless;
import dev.chirp.messaging.Failure.MessageFault;
import dev.chirp.messaging.Received;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Draws a species that was heard for the first time and completes the captures that wait for it.
 *
 * <p>Everything is done in transactions of its own before the event's position advances, each of them harmless when
 * repeated: a crash at any point means that the event comes again and the rest is done then.
 */
final class ArtRequestedListener implements EventListener {
    private static final Logger log = LoggerFactory.getLogger(ArtRequestedListener.class);
    private final Studio studio;
    private final WaitingCaptures waiting;

    ArtRequestedListener(Studio studio, WaitingCaptures waiting) {
        this.studio = studio;
        this.waiting = waiting;
    }

    @Override
    public Effect on(Received event) throws Failure {
        ArtRequested requested = (ArtRequested) event.event();
        Drawing drawing = draw(requested);
        try {
            long birdId = waiting.storeSprite(
                    requested.scientificName(), requested.commonName(), drawing.checksum(), Recipe.VERSION);
            int completed = waiting.completeAll(birdId);
            log.atInfo()
                    .addKeyValue("species", requested.scientificName())
                    .addKeyValue("request_id", event.requestId())
                    .addKeyValue("generic", drawing.generic())
                    .addKeyValue("captures", completed)
                    .log("Sprite stored");
        } catch (SQLException e) {
            throw new IllegalStateException("Sprite of " + requested.scientificName() + " not stored", e);
        }
        return Effect.none();
    }

    /** Draws, and leaves everything as it is: what is stored does not go through the effect. */
    @Override
    public Effect simulate(Received event) throws Failure {
        draw((ArtRequested) event.event());
        return Effect.none();
    }

    private Drawing draw(ArtRequested requested) throws Failure {
        try {
            return studio.fill(Order.standard(requested.scientificName(), requested.commonName()))
                    .join();
        } catch (InvalidOrder e) {
            throw new Hopeless(String.valueOf(e.getMessage()), e);
        } catch (CompletionException e) {
            throw failureOf(e.getCause());
        }
    }

    /** Neither a store that is away nor a studio that is busy is the fault of this event. */
    private static Failure failureOf(@Nullable Throwable cause) {
        return switch (cause) {
            case UncheckedIOException away -> new DependencyDown("storage", away);
            case RejectedExecutionException full -> new DependencyDown("studio", full);
            case null, default -> new MessageFault("Pixel art generation failed.", cause);
        };
    }

    /** The species stays without a sprite for now: its captures go on with the placeholder, the next one asks again. */
    @Override
    public Effect onDead(Received event, String reason, String detail) {
        if (!(event.event() instanceof ArtRequested requested)) {
            return Effect.none();
        }
        return tx -> {
            WaitingCaptures.forgetRequest(tx, requested.birdId());
            waiting.completeChunk(tx, requested.birdId());
        };
    }
}
