package dev.chirp.fanout.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

class DatabaseTest {
    private static final int EVENT_LOOPS = 4;
    private static final int QUESTIONS = 50_000;

    /** Which is watched for blocking in tests. */
    @Test
    void takesQuestionsOfSeveralEventLoopsAtOnce() {
        try (ExecutorService threads = DatabaseConfiguration.threads(2, EVENT_LOOPS * QUESTIONS)) {
            Database database = new Database(JdbcClient.create(new PGSimpleDataSource()), threads);

            List<CompletableFuture<Integer>> answers = Flux.range(0, EVENT_LOOPS)
                    .parallel(EVENT_LOOPS)
                    .runOn(Schedulers.newParallel("loop", EVENT_LOOPS))
                    .map(loop -> askOften(database))
                    .sequential()
                    .flatMapIterable(all -> all)
                    .collectList()
                    .block();

            assertThat(answers)
                    .hasSize(EVENT_LOOPS * QUESTIONS)
                    .allSatisfy(answer -> assertThat(answer.join()).isEqualTo(1));
        }
    }

    private static List<CompletableFuture<Integer>> askOften(Database database) {
        List<CompletableFuture<Integer>> answers = new ArrayList<>();
        for (int i = 0; i < QUESTIONS; i++) {
            answers.add(database.ask(jdbc -> 1));
        }
        return answers;
    }
}
