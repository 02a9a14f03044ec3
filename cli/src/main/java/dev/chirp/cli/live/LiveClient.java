package dev.chirp.cli.live;

import java.net.http.HttpClient;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Live events of one user over every kind of outage: connects, resumes after what was seen, and reads the log by HTTP when
 * sockets do not pass. What to do when is decided by {@link LiveMachine}; this does it, on the thread that calls
 * {@link #run}. What blocks runs on virtual threads, which only bring back what happened.
 */
public final class LiveClient {
    /** A message of the socket, its end, a poll, a renewal and a stop are all that can arrive at a time. */
    private static final int MAX_ARRIVALS = 64;

    private final Link link;
    private final Listener listener;
    private final LiveMachine machine;
    private final BlockingQueue<Arrived> arrivals = new LinkedBlockingQueue<>(MAX_ARRIVALS);
    private final CountDownLatch over = new CountDownLatch(1);
    private @Nullable LiveSocket socket;
    private @Nullable LiveSocket closing;
    private Effect.@Nullable End end;

    /** An input, and the socket that it came from, or null. */
    private record Arrived(Input input, @Nullable LiveSocket from) {}

    /** Hears everything on the thread that runs the client. */
    public interface Listener {
        /** Frames in order, each position of a durable channel once; false ends the client after this one. */
        boolean onFrame(JsonNode frame);

        /** How the connection is, in a sentence. */
        void onState(String sentence);
    }

    public LiveClient(HttpClient http, LiveOptions options, Tokens tokens, Listener listener) {
        this.link = new Link(http, options, tokens);
        this.listener = listener;
        this.machine = new LiveMachine(options.channels(), options.since(), options.ack(), ThreadLocalRandom.current());
    }

    /** Listens until {@link #stop}, then returns null, or until the server wants no return, then returns its reason. */
    public @Nullable String run() throws InterruptedException {
        try {
            handle(new Input.Start());
            Effect.End reached = end;
            while (reached == null) {
                next();
                reached = end;
            }
            if (closing != null) {
                closing.awaitSent();
            }
            return reached.wanted() ? null : reached.reason();
        } finally {
            over.countDown();
        }
    }

    /** Ends {@link #run}: the last acks are sent and the socket is closed. On any thread. */
    public void stop() {
        arrivals.offer(new Arrived(new Input.Stop(), null));
    }

    /** Waits until {@link #run} has returned, for at most so long. */
    public void awaitEnd(long timeout, TimeUnit unit) throws InterruptedException {
        var _ = over.await(timeout, unit);
    }

    private void next() throws InterruptedException {
        long due = machine.nextTick();
        Arrived arrived = due == Long.MAX_VALUE
                ? arrivals.take()
                : arrivals.poll(Math.max(0, due - now()), TimeUnit.MILLISECONDS);
        if (arrived == null) {
            handle(new Input.Tick());
        } else if (arrived.from() == null) {
            handle(arrived.input());
        } else if (arrived.from() == socket) {
            handle(arrived.input());
            arrived.from().handled();
        }
    }

    private void handle(Input input) {
        for (Effect effect : machine.on(input, now())) {
            if (effect instanceof Effect.Deliver(JsonNode frame)) {
                boolean more = listener.onFrame(frame);
                machine.delivered(frame, now());
                if (!more) {
                    handle(new Input.Stop());
                    return;
                }
            } else {
                apply(effect);
            }
        }
    }

    private void apply(Effect effect) {
        switch (effect) {
            case Effect.Connect wanted -> connect(wanted);
            case Effect.Send(JsonNode frame) -> {
                if (socket != null) {
                    socket.send(frame);
                }
            }
            case Effect.HangUp() -> {
                if (socket != null) {
                    socket.hangUp();
                    closing = socket;
                    socket = null; // what it still says does not count
                }
            }
            case Effect.Poll wanted -> start(() -> arrive(link.poll(wanted), null));
            case Effect.Renew() -> start(() -> arrive(link.renew(), null));
            case Effect.Deliver delivered -> throw new IllegalStateException("delivered already");
            case Effect.Tell(String sentence) -> listener.onState(sentence);
            case Effect.End reached -> end = reached;
        }
    }

    private void connect(Effect.Connect wanted) {
        LiveSocket opening = new LiveSocket(this::arrive);
        socket = opening;
        start(() -> link.open(wanted, opening, input -> arrive(input, opening)));
    }

    private void arrive(Input input, @Nullable LiveSocket from) {
        try {
            arrivals.put(new Arrived(input, from));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private interface Task {
        void run() throws InterruptedException;
    }

    private static void start(Task task) {
        Thread.ofVirtual().start(() -> {
            try {
                task.run();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private static long now() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }
}
