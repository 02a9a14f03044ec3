package dev.chirp.gateway.intake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chirp.gateway.intake.CaptureWriter.Accepted;
import dev.chirp.gateway.intake.CaptureWriter.NotWritten;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** Which captures share a statement; the database is played. */
class WriteQueueTest {
    private final Played database = new Played();

    @Test
    void sendsOneStatementPerUserAndThenWhatQueuedMeanwhile() {
        // Given
        WriteQueue queue = queue(4);

        // When
        List<CompletableFuture<Accepted>> writes = writes(queue, 7, 100);

        // Then
        assertThat(database.sizes()).containsExactly(1);
        database.statement(0).succeed();
        assertThat(database.sizes()).containsExactly(1, WriteQueue.MOST_OF_ONE_USER);
        database.statement(1).succeed();
        database.statement(2).succeed();
        assertThat(database.sizes()).containsExactly(1, WriteQueue.MOST_OF_ONE_USER, 35);
        assertThat(writes).allMatch(CompletableFuture::isDone);
        assertThat(database.statements).noneMatch(Statement::skipBusy);
    }

    @Test
    void sharesAStatementWhenMoreUsersWaitThanThereAreStatements() {
        // Given
        WriteQueue queue = queue(2);
        IntStream.rangeClosed(1, 40).forEach(user -> writes(queue, user, 1));

        // When
        database.statement(0).succeed();
        database.statement(1).succeed();

        // Then
        assertThat(database.sizes()).containsExactly(1, 1, WriteQueue.MOST_OF_SEVERAL_USERS, 6);
        assertThat(database.statement(2).skipBusy()).isTrue();
        assertThat(database.statement(2).users())
                .doesNotContainAnyElementsOf(database.statement(3).users());
    }

    @Test
    void sendsTheCapturesOfABusyUserAlone() {
        // Given
        WriteQueue queue = queue(1);
        writes(queue, 1, 1);
        List<CompletableFuture<Accepted>> busy = writes(queue, 2, 2);
        List<CompletableFuture<Accepted>> other = writes(queue, 3, 1);
        database.statement(0).succeed();

        // When
        database.statement(1).succeedExcept(2);

        // Then
        assertThat(other).allMatch(CompletableFuture::isDone);
        assertThat(busy).noneMatch(CompletableFuture::isDone);
        assertThat(database.statement(2).skipBusy()).isFalse();
        assertThat(database.statement(2).rows()).hasSize(2);
        database.statement(2).succeed();
        assertThat(busy).allMatch(CompletableFuture::isDone);
    }

    @Test
    void givesABusyUserItsTurnBeforeThoseWhoCameLater() {
        // Given: a user that was left out, and others who never cease to wait
        WriteQueue queue = queue(1);
        writes(queue, 1, 1);
        List<CompletableFuture<Accepted>> busy = writes(queue, 2, 1);
        writes(queue, 3, 1);
        database.statement(0).succeed();
        writes(queue, 100, 1);
        writes(queue, 101, 1);
        database.statement(1).succeedExcept(2);

        // When
        int last = 2;
        for (; !busy.getFirst().isDone() && last < 20; last++) {
            writes(queue, 100 + 2L * last, 1);
            writes(queue, 101 + 2L * last, 1);
            database.statement(last).succeed();
        }

        // Then
        assertThat(last).isEqualTo(4);
    }

    @Test
    void failsACaptureOfWhichNothingWasWrittenAndGoesOn() {
        // Given
        WriteQueue queue = queue(1);
        List<CompletableFuture<Accepted>> gone = writes(queue, 1, 1);
        List<CompletableFuture<Accepted>> next = writes(queue, 1, 1);

        // When
        database.statement(0).succeedExcept(1);
        database.statement(1).succeed();

        // Then
        assertThat(gone.getFirst()).isCompletedExceptionally();
        assertThat(next.getFirst()).isCompleted();
    }

    @Test
    void goesOnAfterAStatementWithoutAnyAnswer() {
        // Given
        WriteQueue queue = queue(1);
        List<CompletableFuture<Accepted>> writes = writes(queue, 1, 1);
        List<CompletableFuture<Accepted>> next = writes(queue, 1, 1);

        // When
        database.statement(0).answer().tryEmitEmpty();
        database.statement(1).succeed();

        // Then
        assertThat(writes.getFirst()).isCompletedExceptionally();
        assertThat(next.getFirst()).isCompleted();
    }

    @Test
    void repeatsARefusedStatementCaptureByCapture() {
        // Given
        WriteQueue queue = queue(1);
        writes(queue, 1, 1);
        List<CompletableFuture<Accepted>> writes = writes(queue, 2, 3);
        database.statement(0).succeed();

        // When
        database.statement(1).fail(new NotWritten(new IllegalArgumentException("one is bad"), true));
        database.statement(2).succeed();
        database.statement(3).fail(new NotWritten(new IllegalArgumentException("this one"), true));
        database.statement(4).succeed();

        // Then
        assertThat(database.sizes()).containsExactly(1, 3, 1, 1, 1);
        assertThat(writes.get(0)).isCompleted();
        assertThat(writes.get(1)).isCompletedExceptionally();
        assertThat(writes.get(2)).isCompleted();
    }

    @Test
    void neverRepeatsWhatMayHaveBeenWritten() {
        // Given
        WriteQueue queue = queue(1);
        writes(queue, 1, 1);
        List<CompletableFuture<Accepted>> writes = writes(queue, 2, 3);
        database.statement(0).succeed();

        // When
        database.statement(1).fail(new IllegalStateException("the connection broke"));

        // Then
        assertThat(database.statements).hasSize(2);
        assertThat(writes).allMatch(CompletableFuture::isCompletedExceptionally);
    }

    @Test
    void forgetsWhatIsCancelledWhileItWaits() {
        // Given
        WriteQueue queue = queue(1);
        writes(queue, 1, 1);
        List<CompletableFuture<Accepted>> writes = writes(queue, 2, 2);

        // When
        writes.get(0).cancel(true);
        database.statement(0).succeed();

        // Then
        assertThat(database.sizes()).containsExactly(1, 1);
        assertThat(queue.waiting()).isZero();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void answersEveryWriteOnceAndKeepsUsersApart(long seed) {
        // Given
        Random random = new Random(seed);
        int most = 1 + random.nextInt(4);
        WriteQueue queue = queue(most);
        List<CompletableFuture<Accepted>> writes = new ArrayList<>();
        int sent = 0;

        // When
        while (sent < 500 || writes.stream().anyMatch(write -> !write.isDone())) {
            if (sent < 500 && random.nextInt(3) > 0) {
                writes.addAll(writes(queue, 1 + random.nextInt(20), 1));
                sent++;
            } else {
                List<Statement> open = database.open();
                if (!open.isEmpty()) {
                    open.get(random.nextInt(open.size())).endAnyhow(random);
                }
            }

            // Then
            List<Long> users = database.open().stream()
                    .flatMap(statement -> statement.users().stream())
                    .toList();
            assertThat(users).doesNotHaveDuplicates();
            assertThat(database.open()).hasSizeLessThanOrEqualTo(most);
        }
        Set<UUID> written = new HashSet<>();
        assertThat(database.written).allMatch(written::add, "is written once");
        assertThat(writes.stream().filter(write -> !write.isCompletedExceptionally()))
                .hasSize(database.written.size());
        assertThat(queue.waiting()).isZero();
    }

    private WriteQueue queue(int statements) {
        return new WriteQueue(database, statements, rows -> {});
    }

    private static List<CompletableFuture<Accepted>> writes(WriteQueue queue, long user, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> queue.write(row(user)).toFuture())
                .toList();
    }

    private static CaptureRow row(long user) {
        UUID id = UUID.randomUUID();
        return new CaptureRow(
                user, null, null, null, "audio/wav", "uploads/" + id, "00", 1, 1, null, id, 0, "{}", null);
    }

    /** A statement that ends when the test says so. */
    private record Statement(
            List<CaptureRow> rows, boolean skipBusy, Sinks.One<List<Optional<Accepted>>> answer, List<UUID> written) {
        List<Long> users() {
            return rows.stream().map(CaptureRow::userId).distinct().toList();
        }

        void succeed() {
            succeedExcept(0);
        }

        void succeedExcept(long busyUser) {
            rows.stream().filter(row -> row.userId() != busyUser).forEach(row -> written.add(row.eventId()));
            answer.tryEmitValue(rows.stream()
                    .map(row -> Optional.of(new Accepted(1, false)).filter(accepted -> row.userId() != busyUser))
                    .toList());
        }

        void fail(Throwable failure) {
            answer.tryEmitError(failure);
        }

        void endAnyhow(Random random) {
            switch (random.nextInt(5)) {
                case 0 -> fail(new NotWritten(new IllegalStateException("refused"), true));
                case 1 -> fail(new IllegalStateException("broken"));
                case 2 -> succeedExcept(skipBusy ? rows.getFirst().userId() : 0);
                default -> succeed();
            }
        }
    }

    private static final class Played implements WriteQueue.Statements {
        private final List<Statement> statements = new ArrayList<>();
        private final List<UUID> written = new ArrayList<>();

        @Override
        public Mono<List<Optional<Accepted>>> write(List<CaptureRow> rows, boolean skipBusy) {
            Statement statement = new Statement(rows, skipBusy, Sinks.one(), written);
            statements.add(statement);
            return statement.answer().asMono();
        }

        Statement statement(int index) {
            return statements.get(index);
        }

        List<Integer> sizes() {
            return statements.stream().map(statement -> statement.rows().size()).toList();
        }

        List<Statement> open() {
            return statements.stream()
                    .filter(statement ->
                            statement.answer().scan(reactor.core.Scannable.Attr.TERMINATED) != Boolean.TRUE)
                    .toList();
        }
    }
}
