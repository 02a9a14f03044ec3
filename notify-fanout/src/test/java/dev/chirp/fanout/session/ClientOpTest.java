package dev.chirp.fanout.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chirp.fanout.channel.Position;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClientOpTest {
    @Test
    void readsEveryOperation() {
        assertThat(ClientOp.read("{\"op\":\"ping\",\"id\":\"a\"}")).isEqualTo(new ClientOp.Ping("a"));
        assertThat(ClientOp.read("{\"op\":\"ping\"}")).isEqualTo(new ClientOp.Ping(null));
        assertThat(ClientOp.read("{\"op\":\"pong\"}")).isEqualTo(new ClientOp.Pong());
        assertThat(ClientOp.read("{\"type\":\"pong\"}")).isEqualTo(new ClientOp.Pong());
        assertThat(ClientOp.read("{\"op\":\"subscribe\",\"id\":\"b\",\"channels\":[{\"channel\":\"user\"}]}"))
                .isEqualTo(new ClientOp.Subscribe("b", List.of(new ClientOp.Wanted("user", null))));
        assertThat(ClientOp.read("{\"op\":\"unsubscribe\",\"channels\":[{\"channel\":\"user\"},\"x\"]}"))
                .isEqualTo(new ClientOp.Unsubscribe(null, List.of("user", "x")));
    }

    @Test
    void readsAPositionOnlyWhenItIsWhole() {
        assertThat(wanted("\"epoch\":1,\"offset\":5")).isEqualTo(new ClientOp.Wanted("user", new Position(1, 5)));
        assertThat(wanted("\"epoch\":1").since()).isNull();
        assertThat(wanted("\"epoch\":1,\"offset\":-5").since()).isNull();
        assertThat(wanted("\"epoch\":1,\"offset\":1.5").since()).isNull();
        assertThat(wanted("\"epoch\":1,\"offset\":123456789012345678901234567890")
                        .since())
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "7",
                "{",
                "{}",
                "{\"op\":7}",
                "{\"op\":\"dance\"}",
                "{\"op\":\"subscribe\"}",
                "{\"op\":\"subscribe\",\"channels\":[]}",
                "{\"op\":\"subscribe\",\"channels\":\"user\"}",
                "{\"op\":\"subscribe\",\"channels\":[{\"channel\":7}]}",
                "{\"op\":\"unsubscribe\",\"channels\":[]}",
                "{\"op\":\"unsubscribe\",\"channels\":[7]}"
            })
    void refusesWhatIsNoOperation(String frame) {
        assertThat(ClientOp.read(frame)).isInstanceOf(ClientOp.Bad.class);
    }

    @Test
    void refusesTooManyChannelsAndLongIds() {
        String many = "{\"channel\":\"user\"},".repeat(ClientOp.MAX_CHANNELS) + "{\"channel\":\"user\"}";

        assertThat(ClientOp.read("{\"op\":\"subscribe\",\"channels\":[" + many + "]}"))
                .isInstanceOf(ClientOp.Bad.class);
        assertThat(ClientOp.read("{\"op\":\"ping\",\"id\":\"" + "x".repeat(ClientOp.MAX_ID_CHARS + 1) + "\"}"))
                .isInstanceOf(ClientOp.Bad.class);
    }

    @Test
    void namesTheOperationThatItRefuses() {
        assertThat(ClientOp.read("{\"op\":\"dance\",\"id\":\"c\"}")).isEqualTo(new ClientOp.Bad("c", "op is unknown"));
    }

    /** Never throws, whatever comes. */
    @Test
    void survivesRandomText() {
        var random = new Random(1);
        String alphabet = "{}[]\":,opsubcribenxd0123456789\\u é\n";
        for (int i = 0; i < 20_000; i++) {
            var text = new StringBuilder("{\"op\":");
            random.ints(random.nextInt(40), 0, alphabet.length()).forEach(at -> text.append(alphabet.charAt(at)));
            assertThat(ClientOp.read(text.toString())).isNotNull();
        }
    }

    @Test
    void survivesDeepNesting() {
        assertThat(ClientOp.read("[".repeat(8_000))).isInstanceOf(ClientOp.Bad.class);
        assertThat(ClientOp.read("{\"op\":".repeat(2_000))).isInstanceOf(ClientOp.Bad.class);
    }

    private static ClientOp.Wanted wanted(String position) {
        String frame = "{\"op\":\"subscribe\",\"channels\":[{\"channel\":\"user\"," + position + "}]}";
        return ((ClientOp.Subscribe) ClientOp.read(frame)).channels().getFirst();
    }
}
