package dev.chirp.messaging;

import dev.chirp.messaging.Mailbox.State;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One mailbox per key; ready ones take turns, one message each. In flight are the records of keys that make progress,
 * at most {@value #SHARE} per key, so that neither a key with a long queue nor one that is stopped uses up the
 * bound that all share. Not thread-safe.
 */
final class Mailboxes {
    private static final int SHARE = 8;

    private record Address(int partition, String key) {}

    private final Map<Address, Mailbox> all = new HashMap<>();
    private final Deque<Mailbox> ready = new ArrayDeque<>();
    private int total;
    private int inFlight;
    private int running;
    private long bytes;

    void offer(Message message) {
        Mailbox mailbox = all.computeIfAbsent(new Address(message.partition(), message.key()), address -> {
            Mailbox made = new Mailbox(address.partition, address.key);
            ready.add(made);
            return made;
        });
        mailbox.queue.add(message);
        total++;
        bytes += message.value().length;
        recount(mailbox);
    }

    /** Adds a key that was taken over as parked, unless it is here already. */
    void offerParked(Message claimed) {
        if (!all.containsKey(new Address(Message.NO_RECORD, claimed.key()))) {
            offer(claimed);
        }
    }

    List<String> parkedKeys() {
        return all.values().stream()
                .filter(Mailbox::isOfParkedKey)
                .map(mailbox -> mailbox.key)
                .toList();
    }

    /** Takes the mailbox whose turn it is; its head stays in it until {@link #done}. */
    @Nullable
    Mailbox start() {
        Mailbox mailbox = ready.poll();
        if (mailbox != null) {
            mailbox.state = State.RUNNING;
            running++;
        }
        return mailbox;
    }

    /** The head is finished. */
    void done(Mailbox mailbox) {
        running--;
        if (mailbox.state == State.ABANDONED) {
            return;
        }
        Message head = mailbox.queue.remove();
        total--;
        bytes -= head.value().length;
        if (mailbox.queue.isEmpty()) {
            all.remove(new Address(mailbox.partition, mailbox.key));
        } else {
            makeReady(mailbox);
        }
        recount(mailbox);
    }

    /** The head needs another turn. */
    void again(Mailbox mailbox) {
        running--;
        if (mailbox.state != State.ABANDONED) {
            makeReady(mailbox);
        }
    }

    /** The head waits for {@link #resume}. */
    void stop(Mailbox mailbox) {
        running--;
        if (mailbox.state != State.ABANDONED) {
            mailbox.state = State.STOPPED;
            recount(mailbox);
        }
    }

    void resume(Mailbox mailbox) {
        if (mailbox.state == State.STOPPED) {
            makeReady(mailbox);
            recount(mailbox);
        }
    }

    /** Forgets the records of these partitions; a head that runs goes on, without consequence here. */
    void abandon(Set<Integer> partitions) {
        all.values().removeIf(mailbox -> {
            if (!partitions.contains(mailbox.partition)) {
                return false;
            }
            mailbox.state = State.ABANDONED;
            total -= mailbox.queue.size();
            inFlight -= mailbox.counted;
            bytes -= mailbox.queue.stream().mapToLong(m -> m.value().length).sum();
            return true;
        });
        ready.removeIf(mailbox -> mailbox.state == State.ABANDONED);
    }

    int inFlight() {
        return inFlight;
    }

    /** Records behind the share of their key, or behind a stop. */
    int backedUp() {
        return total - inFlight;
    }

    int running() {
        return running;
    }

    long bytes() {
        return bytes;
    }

    private void makeReady(Mailbox mailbox) {
        mailbox.state = State.READY;
        ready.add(mailbox);
    }

    private void recount(Mailbox mailbox) {
        int counts = mailbox.state == State.STOPPED ? 0 : Math.min(SHARE, mailbox.queue.size());
        inFlight += counts - mailbox.counted;
        mailbox.counted = counts;
    }
}
