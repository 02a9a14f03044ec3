package dev.chirp.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MailboxesTest {
    private final Mailboxes mailboxes = new Mailboxes();

    private void offer(String key, int count) {
        for (int i = 0; i < count; i++) {
            mailboxes.offer(new Message("topic", "stream", key, i + 1, 0, i, Instant.EPOCH, new byte[10], Map.of()));
        }
    }

    @Test
    void handlesOneMessagePerKeyAtATime() {
        offer("a", 2);
        offer("b", 1);

        assertThat(mailboxes.start().key).isEqualTo("a");
        assertThat(mailboxes.start().key).isEqualTo("b");
        assertThat(mailboxes.start()).isNull();
    }

    @Test
    void givesEveryKeyItsTurn() {
        offer("a", 3);
        offer("b", 1);

        mailboxes.done(mailboxes.start());

        assertThat(mailboxes.start().key).isEqualTo("b");
    }

    @Test
    void countsOnlyAShareOfALongQueueAsInFlight() {
        offer("a", 100);
        offer("b", 1);

        assertThat(mailboxes.inFlight()).isEqualTo(9);
        assertThat(mailboxes.backedUp()).isEqualTo(92);
    }

    @Test
    void countsNothingOfAStoppedKeyAsInFlight() {
        offer("a", 5);
        Mailbox stopped = mailboxes.start();

        mailboxes.stop(stopped);

        assertThat(mailboxes.inFlight()).isZero();
        assertThat(mailboxes.start()).isNull();
        mailboxes.resume(stopped);
        assertThat(mailboxes.inFlight()).isEqualTo(5);
        assertThat(mailboxes.start()).isSameAs(stopped);
    }

    @Test
    void forgetsAbandonedPartitionsEvenWhileTheirHeadsRun() {
        offer("a", 5);
        offer("b", 5);
        Mailbox running = mailboxes.start();

        mailboxes.abandon(Set.of(0));

        assertThat(mailboxes.inFlight() + mailboxes.backedUp()).isZero();
        assertThat(mailboxes.start()).isNull();
        assertThat(mailboxes.running()).isOne();
        mailboxes.done(running);
        assertThat(mailboxes.running()).isZero();
        assertThat(mailboxes.bytes()).isZero();
    }

    @Test
    void isEmptyAfterTheLastMessage() {
        offer("a", 1);

        mailboxes.done(mailboxes.start());

        assertThat(mailboxes.inFlight()).isZero();
        assertThat(mailboxes.bytes()).isZero();
        assertThat(mailboxes.start()).isNull();
    }
}
