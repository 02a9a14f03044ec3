package dev.chirp.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chirp.contracts.event.ConsumerGroup;
import dev.chirp.messaging.Handled.HeadDone;
import dev.chirp.messaging.Handled.Outcome;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two instances that both believe to own a partition. */
class OverlapIT {
    private Platform platform;

    @BeforeEach
    void start() throws SQLException {
        platform = new Platform();
    }

    @AfterEach
    void stop() {
        platform.close();
    }

    @Test
    void onlyOneOfTwoOverlappingConsumersApplies() throws Exception {
        for (int round = 0; round < 20; round++) {
            String key = Platform.newKey();
            platform.append(key, 1);
            Message message = record(platform.message(key, 1));
            // Both have read the position and done their slow work before either writes.
            CyclicBarrier both = new CyclicBarrier(2);

            List<Handled> handled = together(() -> handler(both).handle(new Mailbox(0, key), message));

            assertThat(handled)
                    .containsExactlyInAnyOrder(new HeadDone(Outcome.APPLIED), new HeadDone(Outcome.DUPLICATE));
            assertThat(platform.applied(key)).containsExactly(1L);
        }
    }

    private static Message record(Message row) {
        return new Message(
                row.topic(), row.stream(), row.key(), row.seq(), 0, 0, row.time(), row.value(), row.headers());
    }

    private Handler handler(CyclicBarrier both) {
        JdbcInbox inbox = new JdbcInbox(ConsumerGroup.CLASSIFY_WORKER, FailurePolicy.skip(), platform.events);
        EventListener listener = new EventListener() {
            @Override
            public Effect on(Received event) throws Failure {
                try {
                    both.await();
                } catch (Exception e) {
                    throw new Failure.Hopeless("barrier", e);
                }
                return Platform.trace(event, "applied");
            }

            @Override
            public Effect onDead(Received event, String reason, String detail) {
                return Effect.none();
            }
        };
        return new Handler(Platform.STREAM, inbox, listener, FailurePolicy.skip());
    }

    private static <T> List<T> together(Callable<T> work) throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<T>> running =
                    IntStream.range(0, 2).mapToObj(i -> threads.submit(work)).toList();
            return List.of(running.get(0).get(), running.get(1).get());
        }
    }
}
