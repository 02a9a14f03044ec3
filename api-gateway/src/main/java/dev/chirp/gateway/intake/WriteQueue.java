package dev.chirp.gateway.intake;

import dev.chirp.gateway.intake.CaptureWriter.Accepted;
import dev.chirp.gateway.intake.CaptureWriter.NotWritten;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/**
 * Decides which captures go into which statement: at most one statement in flight per user, because more would only wait
 * for each other's row of {@code user_stream}; what queues meanwhile goes into the next. When more users wait than there
 * are statements, users share one: it leaves out those that another instance is writing for, and they go alone.
 *
 * <p>A statement over several captures that the server refuses is repeated capture by capture, so that a bad one costs
 * nobody else anything. Bounded by whoever admits writes. Safe for any thread; nothing here blocks or waits for I/O.
 */
final class WriteQueue {
    /** Captures of one user in a statement, and captures of several users in a shared one. */
    static final int MOST_OF_ONE_USER = 64;

    static final int MOST_OF_SEVERAL_USERS = 32;

    private final Statements statements;
    private final int mostStatements;
    private final IntConsumer sent;

    /** Users in the order in which their first waiting capture came. */
    private final Map<Long, Deque<Entry>> waiting = new LinkedHashMap<>();

    private final Set<Long> inFlight = new HashSet<>();
    private int running;

    /** @param sent told the rows of each statement */
    WriteQueue(Statements statements, int mostStatements, IntConsumer sent) {
        this.statements = statements;
        this.mostStatements = mostStatements;
        this.sent = sent;
    }

    /** How captures are written. */
    @FunctionalInterface
    interface Statements {
        /**
         * Writes all rows or none, but for those of busy users.
         *
         * @param skipBusy leaves out users that somebody else is writing for
         * @return one outcome per row in their order, empty where nothing was written; {@link NotWritten} when that is all
         */
        Mono<List<Optional<Accepted>>> write(List<CaptureRow> rows, boolean skipBusy);
    }

    private static final class Entry {
        private final CaptureRow row;
        private final MonoSink<Accepted> sink;
        private Company company;

        Entry(CaptureRow row, MonoSink<Accepted> sink) {
            this.row = row;
            this.sink = sink;
            this.company = row.name() == null ? Company.ANYBODY : Company.NOBODY;
        }
    }

    /** With whom a capture may share a statement. */
    private enum Company {
        ANYBODY,
        OWN_USER,
        NOBODY
    }

    private record Batch(List<Entry> entries, boolean shared) {
        List<CaptureRow> rows() {
            return entries.stream().map(entry -> entry.row).toList();
        }
    }

    Mono<Accepted> write(CaptureRow row) {
        return Mono.create(sink -> {
            Entry entry = new Entry(row, sink);
            sink.onCancel(() -> forget(entry));
            synchronized (this) {
                waiting.computeIfAbsent(row.userId(), user -> new ArrayDeque<>())
                        .addLast(entry);
            }
            sendWhatCanBeSent();
        });
    }

    synchronized int waiting() {
        return waiting.values().stream().mapToInt(Deque::size).sum();
    }

    private synchronized void forget(Entry entry) {
        Deque<Entry> of = waiting.get(entry.row.userId());
        if (of != null && of.remove(entry) && of.isEmpty()) {
            waiting.remove(entry.row.userId());
        }
    }

    private void sendWhatCanBeSent() {
        for (Batch batch = next(); batch != null; batch = next()) {
            send(batch);
        }
    }

    private synchronized @Nullable Batch next() {
        if (running == mostStatements) {
            return null;
        }
        List<Long> ready = waiting.keySet().stream()
                .filter(user -> !inFlight.contains(user))
                .toList();
        if (ready.isEmpty()) {
            return null;
        }
        // Only with a first one that may share: else those who may would for ever come before it.
        List<Long> sharing = ready.size() > mostStatements - running && mayShare(ready.getFirst())
                ? ready.stream().filter(this::mayShare).toList()
                : List.of();
        Batch batch = sharing.size() > 1
                ? new Batch(take(sharing, MOST_OF_SEVERAL_USERS, Company.ANYBODY), true)
                : new Batch(takeOf(ready.getFirst()), false);
        running++;
        batch.entries().forEach(entry -> inFlight.add(entry.row.userId()));
        return batch;
    }

    private boolean mayShare(long user) {
        return first(user).company == Company.ANYBODY;
    }

    private Entry first(long user) {
        return Objects.requireNonNull(waiting.get(user)).getFirst();
    }

    private List<Entry> takeOf(long user) {
        return first(user).company == Company.NOBODY
                ? take(List.of(user), 1, Company.NOBODY)
                : take(List.of(user), MOST_OF_ONE_USER, Company.OWN_USER);
    }

    /** Takes from the fronts of these queues as long as the captures bear that company. */
    private List<Entry> take(List<Long> users, int most, Company company) {
        List<Entry> taken = new ArrayList<>();
        for (long user : users) {
            Deque<Entry> of = Objects.requireNonNull(waiting.remove(user));
            while (!of.isEmpty() && taken.size() < most && of.getFirst().company.compareTo(company) <= 0) {
                taken.add(of.removeFirst());
            }
            if (!of.isEmpty()) {
                waiting.put(user, of);
            }
            if (taken.size() == most) {
                break;
            }
        }
        return taken;
    }

    private void send(Batch batch) {
        sent.accept(batch.entries().size());
        statements
                .write(batch.rows(), batch.shared())
                .single()
                .subscribe(outcomes -> settle(batch, outcomes), failure -> fail(batch, failure));
    }

    private void settle(Batch batch, List<Optional<Accepted>> outcomes) {
        List<Entry> again = new ArrayList<>();
        for (int i = 0; batch.shared() && i < batch.entries().size(); i++) {
            if (outcomes.get(i).isEmpty()) {
                batch.entries().get(i).company = Company.OWN_USER;
                again.add(batch.entries().get(i));
            }
        }
        end(batch, again);
        for (int i = 0; i < batch.entries().size(); i++) {
            MonoSink<Accepted> sink = batch.entries().get(i).sink;
            if (outcomes.get(i).isPresent()) {
                sink.success(outcomes.get(i).get());
            } else if (!batch.shared()) {
                // The first capture with its dedupe key was deleted in between.
                sink.error(new NotWritten(new IllegalStateException("No capture was written"), true));
            }
        }
    }

    private void fail(Batch batch, Throwable failure) {
        boolean again = failure instanceof NotWritten not
                && not.wasRefused()
                && batch.entries().size() > 1;
        if (again) {
            batch.entries().forEach(entry -> entry.company = Company.NOBODY);
        }
        end(batch, again ? batch.entries() : List.of());
        if (!again) {
            batch.entries().forEach(entry -> entry.sink.error(failure));
        }
    }

    /** Frees the statement; these captures come before all others of their users. */
    private void end(Batch batch, List<Entry> again) {
        synchronized (this) {
            running--;
            batch.entries().forEach(entry -> inFlight.remove(entry.row.userId()));
            for (Entry entry : again.reversed()) {
                waiting.computeIfAbsent(entry.row.userId(), user -> new ArrayDeque<>())
                        .addFirst(entry);
            }
        }
        sendWhatCanBeSent();
    }
}
