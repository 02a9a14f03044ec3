package dev.chirp.ingest.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.handler.ssl.OpenSslSessionTicketKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class TicketKeysTest {
    private static final Instant NOON = Instant.parse("2026-05-01T12:00:00Z");
    private static final byte[] SECRET = "a secret of thirty-two bytes, no less".getBytes();
    private final TicketKeys keys = new TicketKeys(SECRET, Duration.ofHours(1));

    @Test
    void areTheSameAtAllInstancesOfOneSecret() {
        assertThat(names(new TicketKeys(SECRET, Duration.ofHours(1)), NOON)).isEqualTo(names(keys, NOON));
        byte[] other = SECRET.clone();
        other[0]++;
        assertThat(names(new TicketKeys(other, Duration.ofHours(1)), NOON))
                .doesNotContainAnyElementsOf(names(keys, NOON));
    }

    @Test
    void changeEveryPeriodAndAreTakenForTwoMore() {
        String issued = names(keys, NOON).getFirst();
        assertThat(names(keys, NOON.plusSeconds(3_599)).getFirst()).isEqualTo(issued);
        assertThat(names(keys, NOON.plusSeconds(3_600)).getFirst()).isNotEqualTo(issued);
        assertThat(names(keys, NOON.plusSeconds(3 * 3_600 - 1))).contains(issued);
        assertThat(names(keys, NOON.plusSeconds(3 * 3_600))).doesNotContain(issued);
        assertThat(names(keys, NOON.minusSeconds(1))).contains(issued);
    }

    @Test
    void areMadeFromNoLessThan32Bytes() {
        assertThatThrownBy(() -> new TicketKeys(new byte[31], Duration.ofHours(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("31");
    }

    @Test
    void areThreeDifferentKeysEach() {
        OpenSslSessionTicketKey key = keys.at(NOON)[0];
        assertThat(key.name()).isNotEqualTo(key.hmacKey()).isNotEqualTo(key.aesKey());
        assertThat(key.hmacKey()).isNotEqualTo(key.aesKey());
    }

    private static List<String> names(TicketKeys of, Instant now) {
        return Arrays.stream(of.at(now)).map(key -> Arrays.toString(key.name())).toList();
    }
}
