package dev.chirp.relay.publish;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FirstBatchesTest {
    private final FirstBatches firstBatches = new FirstBatches();
    private final List<String> sent = new ArrayList<>();

    @Test
    void letsOneInAndTheOthersInOrderWhenItIsThere() {
        send("a-0", "1");
        send("a-0", "2");
        send("a-0", "3");
        assertThat(sent).containsExactly("1");

        firstBatches.answered("a-0", true);
        send("a-0", "4");

        assertThat(sent).containsExactly("1", "2", "3", "4");
    }

    @Test
    void tellsPartitionsApart() {
        send("a-0", "1");
        send("a-1", "2");

        assertThat(sent).containsExactly("1", "2");
    }

    @Test
    void letsTheNextOneTryWhenTheFirstFails() {
        send("a-0", "1");
        send("a-0", "2");
        send("a-0", "3");

        firstBatches.answered("a-0", false);

        assertThat(sent).containsExactly("1", "2");
    }

    @Test
    void letsAllGoOneByOneWhenEachFailsAtOnce() {
        int many = 100_000;
        send("a-0", "first");
        IntStream.range(0, many)
                .forEach(i -> firstBatches.send("a-0", () -> {
                    sent.add("later");
                    firstBatches.answered("a-0", false);
                }));

        firstBatches.answered("a-0", false);

        assertThat(sent).hasSize(1 + many);
    }

    @Test
    void keepsOrderWhenOneFailsAtOnceBehindTheFirst() {
        send("a-0", "1");
        firstBatches.send("a-0", () -> {
            sent.add("2");
            firstBatches.answered("a-0", false);
        });
        send("a-0", "3");

        firstBatches.answered("a-0", true);

        assertThat(sent).containsExactly("1", "2", "3");
    }

    private void send(String partition, String record) {
        firstBatches.send(partition, () -> sent.add(record));
    }
}
