package dev.chirp.relay.lag;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chirp.contracts.event.ConsumerGroup;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class GroupLagTest {
    private final AtomicLong now = new AtomicLong(Duration.ofHours(1).toNanos());
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final GroupLag lag = new GroupLag(ConsumerGroup.ART_WORKER, now::get, meters);

    @Test
    void showsNoNumberBeforeTheBrokerHasTold() {
        assertThat(shown("kafka.group.lag")).isNaN();
        assertThat(shown("kafka.group.lag.seconds")).isNaN();
    }

    @Test
    void showsWhatWasMeasuredLast() {
        measured(0);
        pass(Duration.ofSeconds(10));
        measured(4);
        pass(Duration.ofSeconds(30));
        measured(4);

        assertThat(shown("kafka.group.lag")).isEqualTo(4);
        assertThat(shown("kafka.group.lag.seconds")).isEqualTo(37.5);
    }

    @Test
    void showsNoNumberAfterAMinuteWithoutOneAndThenTheNewOne() {
        measured(4);
        pass(Duration.ofSeconds(60));
        assertThat(shown("kafka.group.lag")).isEqualTo(4);

        pass(Duration.ofSeconds(1));
        assertThat(shown("kafka.group.lag")).isNaN();
        assertThat(shown("kafka.group.lag.seconds")).isNaN();

        measured(5);
        assertThat(shown("kafka.group.lag")).isEqualTo(5);
    }

    private void measured(long end) {
        lag.measured(List.of(new PartitionOffsets(0, 0, end, 0L)));
    }

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }

    private double shown(String meter) {
        return meters.get(meter)
                .tag("group", "art-worker")
                .tag("topic", "chirp.art.requested.v1")
                .gauge()
                .value();
    }
}
