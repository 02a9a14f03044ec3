package dev.chirp.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chirp.database.DatabaseServers.Server;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseServersTest {

    @Test
    void takesOneHostWithThePortOfItsOwnVariable() {
        assertThat(DatabaseServers.parse("postgres", 5432, "chirp").servers())
                .containsExactly(new Server("postgres", 5432));
    }

    @Test
    void takesSeveralInTheirOrderWithPortsOfTheirOwn() {
        assertThat(DatabaseServers.parse("pg-1, pg-2:6000,[fd00::2],[fd00::3]:7000", 5432, "chirp")
                        .servers())
                .containsExactly(
                        new Server("pg-1", 5432),
                        new Server("pg-2", 6000),
                        new Server("fd00::2", 5432),
                        new Server("fd00::3", 7000));
    }

    @Test
    void namesThemAll() {
        assertThat(DatabaseServers.parse("pg-1,[fd00::2]:6000", 5432, "chirp"))
                .hasToString("pg-1:5432,[fd00::2]:6000/chirp");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", ",", "a,,b", "a:", "a:b", "a:0", "a:65536", ":5432", "fd00::2", "[fd00::2", "[]:1:2", "a:1:2"
            })
    void saysWhichPartIsWrong(String hosts) {
        assertThatThrownBy(() -> DatabaseServers.parse(hosts, 5432, "chirp"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected: host, host:port or [IPv6]:port");
    }
}
