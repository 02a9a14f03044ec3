package dev.chirp.gateway.intake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chirp.gateway.TestGateway;
import dev.chirp.gateway.TestPipeline;
import dev.chirp.gateway.intake.CaptureWriter.Accepted;
import dev.chirp.gateway.request.RequestOrigin;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** Writes of many users and of one at the same time, in few statements. */
class CaptureWriterIT {
    private final CaptureStatements statements = TestGateway.shared().context().getBean(CaptureStatements.class);
    private final List<Integer> sent = new ArrayList<>();
    /** Statements wait for it, so that what is written before it opens has queued behind the first. */
    private final CompletableFuture<Void> gate = new CompletableFuture<>();

    private final WriteQueue queue = new WriteQueue(
            (rows, skipBusy) -> Mono.fromFuture(() -> gate).then(statements.write(rows, skipBusy)), 1, sent::add);

    @Test
    void numbersTheEventsOfManyUsersInFewStatements() throws Exception {
        // Given
        long[] users = users(20);

        // When: each writes ten times
        List<CompletableFuture<Accepted>> writes = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            LongStream.of(users).forEach(user -> writes.add(write(user, null)));
        }
        awaitAll(writes);

        // Then
        assertThat(sent.size()).isLessThan(60);
        for (long user : users) {
            assertThat(numbers(user)).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L);
        }
        assertThat(writes.stream().map(CompletableFuture::join).map(Accepted::captureId))
                .doesNotHaveDuplicates();
    }

    @Test
    void answersARepeatedDedupeKeyWithTheFirstCaptureOfTheSameStatement() throws Exception {
        // Given
        long user = users(1)[0];
        CompletableFuture<Accepted> before = write(user, "before");

        // When
        CompletableFuture<Accepted> first = write(user, "k");
        CompletableFuture<Accepted> second = write(user, "k");
        CompletableFuture<Accepted> third = write(user, "before");
        awaitAll(List.of(before, first, second, third));

        // Then
        assertThat(sent).containsExactly(1, 3);
        assertThat(second.join()).isEqualTo(new Accepted(first.join().captureId(), true));
        assertThat(third.join()).isEqualTo(new Accepted(before.join().captureId(), true));
        assertThat(numbers(user)).containsExactly(1L, 2L);
    }

    @Test
    void delaysNobodyElseWhenAUserIsBusyElsewhere() throws Exception {
        // Given: all have a stream, and another instance holds one of them
        long[] users = users(5);
        awaitAll(LongStream.of(users).mapToObj(user -> write(user, null)).toList());
        try (Connection other = TestPipeline.connection()) {
            other.setAutoCommit(false);
            other.createStatement()
                    .execute("SELECT 1 FROM user_stream WHERE stream = 'capture.accepted' AND key = '" + users[2]
                            + "' FOR UPDATE");
            WriteQueue two = new WriteQueue(statements, 2, sent::add);

            // When
            List<CompletableFuture<Accepted>> writes = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                LongStream.of(users)
                        .forEach(user -> writes.add(two.write(row(user, null)).toFuture()));
            }

            // Then
            for (int i = 0; i < writes.size(); i++) {
                if (i % users.length != 2) {
                    assertThat(writes.get(i)).succeedsWithin(Duration.ofSeconds(10));
                }
            }
            assertThat(writes.get(2)).isNotDone();
            other.rollback();
            awaitAll(writes);
        }
        for (long user : users) {
            assertThat(numbers(user)).containsExactly(1L, 2L, 3L);
        }
    }

    @Test
    void failsOnlyTheCaptureThatCannotBeWritten() throws Exception {
        // Given
        long[] users = users(3);
        awaitAll(LongStream.of(users).mapToObj(user -> write(user, null)).toList());

        // When
        CompletableFuture<Accepted> first = write(users[0], null);
        CompletableFuture<Accepted> good = write(users[1], null);
        CompletableFuture<Accepted> bad = write(users[2], "x".repeat(10_000) + "\u0000");
        awaitAll(List.of(first, good));

        // Then
        assertThat(bad).failsWithin(Duration.ofSeconds(10));
        assertThat(numbers(users[1])).containsExactly(1L, 2L);
        assertThat(numbers(users[2])).containsExactly(1L);
    }

    private CompletableFuture<Accepted> write(long user, @Nullable String dedupeKey) {
        return queue.write(row(user, dedupeKey)).toFuture();
    }

    private static CaptureRow row(long user, @Nullable String dedupeKey) {
        return CaptureRow.of(
                new StoredClip("uploads/" + UUID.randomUUID(), "00", 44, "audio/wav", 1),
                new StoredClip.Label(user, null, dedupeKey, "a.wav", null, null),
                RequestOrigin.from(null, null),
                null);
    }

    private void awaitAll(List<CompletableFuture<Accepted>> writes) throws Exception {
        gate.complete(null);
        CompletableFuture.allOf(writes.toArray(CompletableFuture[]::new)).get(20, TimeUnit.SECONDS);
    }

    private static long[] users(int count) throws SQLException {
        long[] users = new long[count];
        for (int i = 0; i < count; i++) {
            users[i] = numbers("INSERT INTO app_user (username, email, password_hash) VALUES ('w' || gen_random_uuid(),"
                            + " gen_random_uuid() || '@example.org', 'x') RETURNING id")
                    .getFirst();
        }
        return users;
    }

    /** The numbers of the events of this user in the order of its captures. */
    private static List<Long> numbers(long user) throws SQLException {
        return numbers("SELECT seq FROM event WHERE stream = 'capture.accepted' AND key = '" + user
                + "' ORDER BY (payload ->> 'capture_id')::bigint");
    }

    private static List<Long> numbers(String sql) throws SQLException {
        try (Connection connection = TestPipeline.connection();
                PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet rows = statement.executeQuery()) {
            List<Long> numbers = new ArrayList<>();
            while (rows.next()) {
                numbers.add(rows.getLong(1));
            }
            return numbers;
        }
    }
}
