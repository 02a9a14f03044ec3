package dev.chirp.fanout.redis;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.api.StatefulConnection;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one connection to Redis: connects, and connects again 0.1 to 2 s after it is lost. Lettuce's own reconnection is
 * off, because it hides from us the moment from which messages may have been missed.
 */
@SuppressWarnings({
    "FutureReturnValueIgnored", // A close or a timer that fails leaves nothing to do.
    "ReferenceEquality" // Connections are told apart by identity.
})
final class RedisLink<C extends StatefulConnection<?, ?>> implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(RedisLink.class);
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

    private final String purpose;
    private final Supplier<? extends CompletionStage<C>> connector;
    private final Consumer<C> onConnected;
    private final ScheduledExecutorService timer;
    private volatile @Nullable C current;
    private volatile boolean closed;
    private volatile long connectedAt;
    private int failures;

    /**
     * A link that is not connected yet.
     *
     * @param onConnected called on a thread of Lettuce with each new connection; must not block
     */
    RedisLink(
            String purpose,
            Supplier<? extends CompletionStage<C>> connector,
            Consumer<C> onConnected,
            ScheduledExecutorService timer) {
        this.purpose = purpose;
        this.connector = connector;
        this.onConnected = onConnected;
        this.timer = timer;
    }

    void start() {
        connect();
    }

    /** The open connection; empty while Redis is away. */
    Optional<C> connection() {
        return Optional.ofNullable(current);
    }

    /** Gives up a connection that has been open for so long and yet is silent. */
    void replaceIfOlderThan(Duration age) {
        C silent = current;
        if (silent != null && System.nanoTime() - connectedAt > age.toNanos()) {
            log.atWarn().addKeyValue("purpose", purpose).log("Redis connection is silent, replacing it");
            disconnected(silent);
        }
    }

    private void connect() {
        if (closed) {
            return;
        }
        connector.get().whenComplete((connection, failure) -> {
            if (failure != null) {
                connectLater();
            } else {
                connected(connection);
            }
        });
    }

    private void connected(C connection) {
        failures = 0;
        connection.addListener(new RedisConnectionStateListener() {
            @Override
            public void onRedisDisconnected(RedisChannelHandler<?, ?> lost) {
                disconnected(connection);
            }
        });
        connectedAt = System.nanoTime();
        current = connection;
        if (closed) {
            connection.closeAsync();
            return;
        }
        log.atInfo().addKeyValue("purpose", purpose).log("Connected to Redis");
        onConnected.accept(connection);
        if (!connection.isOpen()) {
            disconnected(connection);
        }
    }

    private synchronized void disconnected(C connection) {
        if (current != connection) {
            return;
        }
        current = null;
        if (connection.isOpen()) {
            connection.closeAsync();
        }
        if (!closed) {
            log.atWarn().addKeyValue("purpose", purpose).log("Redis connection lost");
            connectLater();
        }
    }

    private void connectLater() {
        failures++;
        long ceiling = Math.min(LONGEST_PAUSE.toMillis(), SHORTEST_PAUSE.toMillis() << Math.min(failures, 10));
        long pause = ThreadLocalRandom.current().nextLong(ceiling / 2, ceiling + 1);
        try {
            timer.schedule(this::connect, pause, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            log.debug("The timer is closed, so is this link");
        }
    }

    /** Connects no more; the shutdown of the client closes what is open. */
    @Override
    public void close() {
        closed = true;
    }
}
