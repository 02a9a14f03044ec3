package dev.chirp.cli.infra;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chirp.embedded.Loopback;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LastPortsTest {
    private final int first = Loopback.freePort();
    private final int second = Loopback.freePort();

    @Test
    void knowsThePortsOfSeveralAddresses() {
        LastPorts ports = new LastPorts(Map.of(
                "HOSTS",
                "127.0.0.1:%d,127.0.0.1:%d".formatted(first, second),
                "SENTINELS",
                "redis-sentinel://127.0.0.1:%d,127.0.0.1:%d/0#chirp".formatted(first, second)));

        assertThat(ports.of("HOSTS", 2)).containsExactly(first, second);
        assertThat(ports.of("SENTINELS", 3)).containsExactly(first, second, 0);
    }

    @Test
    void knowsAPortAloneAndTheOneOfAUrl() {
        LastPorts ports = new LastPorts(Map.of("PORT", "" + first, "URL", "redis://127.0.0.1:" + second));

        assertThat(ports.of("PORT", 1)).containsExactly(first);
        assertThat(ports.of("URL", 1)).containsExactly(second);
    }

    @Test
    void givesUpAPortThatSomebodyElseHasOrThatIsNone() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            LastPorts ports =
                    new LastPorts(Map.of("TAKEN", "127.0.0.1:" + taken.getLocalPort(), "NONE", "127.0.0.1:here"));

            assertThat(ports.of("TAKEN", 1)).isEqualTo(List.of(0));
            assertThat(ports.of("NONE", 1)).isEqualTo(List.of(0));
            assertThat(ports.of("MISSING", 3)).isEqualTo(List.of(0, 0, 0));
        }
    }
}
