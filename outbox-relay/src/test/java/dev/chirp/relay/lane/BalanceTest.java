package dev.chirp.relay.lane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chirp.contracts.event.Lane;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BalanceTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 7, 128, 130})
    void sharesAllLanesEvenly(int instances) {
        List<UUID> live = Stream.generate(UUID::randomUUID).limit(instances).toList();

        List<Integer> shares = live.stream()
                .map(instance -> Balance.share(live, instance))
                .sorted()
                .toList();

        assertThat(shares.stream().mapToInt(Integer::intValue).sum()).isEqualTo(Lane.COUNT);
        assertThat(shares.getLast() - shares.getFirst()).isLessThanOrEqualTo(1);
    }
}
