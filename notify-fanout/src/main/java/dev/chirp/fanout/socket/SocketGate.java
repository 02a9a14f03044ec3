package dev.chirp.fanout.socket;

import dev.chirp.fanout.session.CloseReason;
import dev.chirp.fanout.session.Session;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/** Who may come in, who is in, and the going of all when the service stops. */
final class SocketGate implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(SocketGate.class);
    private static final int SLICES_PER_SECOND = 10;
    private static final int ANNOUNCED_PER_SECOND = 5_000;
    private static final long LONGEST_RETURN_MILLIS = 2_000;

    private final SocketSettings settings;
    private final Predicate<UUID> revoked;
    private final Sweeps sweeps = new Sweeps();
    private final AtomicInteger open = new AtomicInteger();
    private final Map<Long, Integer> openByUser = new ConcurrentHashMap<>();
    private volatile boolean accepting;

    SocketGate(SocketSettings settings, Predicate<UUID> revoked) {
        this.settings = settings;
        this.revoked = revoked;
    }

    boolean isAccepting() {
        return accepting;
    }

    boolean isFull() {
        return open.get() >= settings.perInstance();
    }

    int open() {
        return open.get();
    }

    /** Takes a new session in, on its event loop; one too many of its user is closed at once. */
    void enter(Session session) {
        open.incrementAndGet();
        sweeps.add(session);
        int ofUser = openByUser.merge(session.client().userId(), 1, Integer::sum);
        if (ofUser > settings.perUser()) {
            session.close(CloseReason.CONNECTION_LIMIT);
        } else if (revoked.test(session.client().signIn())) {
            // Revoked since its token was looked at: who came before the sweep was not found there.
            session.close(CloseReason.FORCED);
        } else if (!accepting) {
            session.close(CloseReason.DRAIN);
        } else {
            session.begin();
        }
    }

    /** Once for each session that entered, on its event loop. */
    void leave(Session session) {
        open.decrementAndGet();
        sweeps.remove(session);
        openByUser.computeIfPresent(session.client().userId(), (user, count) -> count == 1 ? null : count - 1);
    }

    /** Closes the sockets of these sign-ins; callable from any thread. */
    void revoke(Set<UUID> signIns) {
        sweeps.forEachLoop((loop, sessions) -> sessions.stream()
                .filter(session -> signIns.contains(session.client().signIn()))
                .forEach(session -> session.close(CloseReason.FORCED)));
    }

    /** Tells of every socket again; callable from any thread. */
    void announce() {
        int slice = Math.max(1, ANNOUNCED_PER_SECOND / SLICES_PER_SECOND / Math.max(1, sweeps.loops()));
        sweeps.forEachLoop((loop, sessions) -> inSlices(loop, sessions, slice, Session::announce));
    }

    @Override
    public void start() {
        accepting = true;
    }

    /** Refuses newcomers, tells every client to come back elsewhere at a bounded rate, and awaits their going. */
    @Override
    public void stop() {
        accepting = false;
        if (open.get() > 0) {
            log.atInfo().addKeyValue("sockets", open.get()).log("Draining sockets");
            int slice = Math.max(1, settings.drainPerSecond() / SLICES_PER_SECOND / Math.max(1, sweeps.loops()));
            sweeps.forEachLoop((loop, sessions) -> inSlices(loop, sessions, slice, SocketGate::drain));
            awaitEmpty(settings.drainTimeout());
        }
        sweeps.close();
    }

    /** On the event loop, some sessions every tenth of a second. */
    @SuppressWarnings("FutureReturnValueIgnored") // What is left when the loop ends has ended too.
    private static void inSlices(EventLoop loop, Collection<Session> sessions, int slice, Consumer<Session> action) {
        List<Session> all = new ArrayList<>(sessions);
        for (int from = 0; from < all.size(); from += slice) {
            List<Session> some = all.subList(from, Math.min(from + slice, all.size()));
            long delay = from / slice * (1_000L / SLICES_PER_SECOND);
            loop.schedule(() -> some.forEach(action), delay, TimeUnit.MILLISECONDS);
        }
    }

    private static void drain(Session session) {
        session.drain(ThreadLocalRandom.current().nextLong(LONGEST_RETURN_MILLIS));
    }

    private void awaitEmpty(Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        try {
            while (open.get() > 0 && System.nanoTime() < deadline) {
                TimeUnit.MILLISECONDS.sleep(20);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return accepting;
    }

    /** The last to start and the first to stop, but for the server that listens. */
    @Override
    public int getPhase() {
        return Integer.MAX_VALUE - 1;
    }
}
