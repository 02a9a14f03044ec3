package dev.chirp.fanout.socket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chirp.fanout.channel.Position;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConnectRequestTest {
    @Test
    void readsTokenClientAndPositions() {
        var request =
                ConnectRequest.of("/ws?token=a.b.c&client_id=page-1&since=user@1:42&since=conversation:7@2:0", null);

        assertThat(request.token()).contains("a.b.c");
        assertThat(request.clientId()).isEqualTo("page-1");
        assertThat(request.since())
                .containsEntry("user", new Position(1, 42))
                .containsEntry("conversation:7", new Position(2, 0));
    }

    @Test
    void takesTheTokenFromTheHeaderToo() {
        assertThat(ConnectRequest.of("/ws", "Bearer a.b.c").token()).contains("a.b.c");
        assertThat(ConnectRequest.of("/ws", "bearer a.b.c").token()).contains("a.b.c");
        assertThat(ConnectRequest.of("/ws", "Basic a.b.c").token()).isEmpty();
        assertThat(ConnectRequest.of("/ws?token=", null).token()).isEmpty();
        assertThat(ConnectRequest.of("/ws", null).token()).isEmpty();
    }

    @Test
    void leavesOutWhatItCannotRead() {
        for (String since :
                List.of("user", "user@", "user@1", "user@1:-2", "@1:2", "user@1:99999999999999999999", "%00")) {
            assertThat(ConnectRequest.of("/ws?since=" + since, null).since()).isEmpty();
        }
        assertThat(ConnectRequest.of("/ws?client_id=a%20b", null).clientId()).isNull();
    }

    @Test
    void neverShowsTheToken() {
        assertThat(ConnectRequest.of("/ws?token=secret", null).toString()).doesNotContain("secret");
    }
}
