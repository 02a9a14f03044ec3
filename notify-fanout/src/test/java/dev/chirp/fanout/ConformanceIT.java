package dev.chirp.fanout;

import static dev.chirp.fanout.RawSocket.BINARY;
import static dev.chirp.fanout.RawSocket.CLOSE;
import static dev.chirp.fanout.RawSocket.CONTINUATION;
import static dev.chirp.fanout.RawSocket.PING;
import static dev.chirp.fanout.RawSocket.PONG;
import static dev.chirp.fanout.RawSocket.TEXT;
import static dev.chirp.fanout.RawSocket.closePayload;
import static dev.chirp.fanout.RawSocket.frame;
import static org.assertj.core.api.Assertions.assertThat;

import dev.chirp.embedded.TokenIssuer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.ConfigurableApplicationContext;

/** RFC 6455 as the well-known test suite of WebSocket servers asks for it: framing, fragments, control frames, closing. */
class ConformanceIT {
    private static final AtomicLong USERS = new AtomicLong(20_000);
    private static final TokenIssuer ISSUER = new TokenIssuer();
    private static ConfigurableApplicationContext instance;

    @BeforeAll
    static void start() {
        instance = Instances.start(ISSUER, Map.of());
    }

    @AfterAll
    static void stop() {
        instance.close();
        ISSUER.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 124, 125})
    void answersPingsWithTheirPayload(int length) throws IOException {
        byte[] payload = bytes(length);
        try (RawSocket socket = open()) {
            socket.send(PING, true, payload);
            assertThat(socket.next(PONG).payload()).isEqualTo(payload);
        }
    }

    @Test
    void answersManyPingsInTheirOrder() throws IOException {
        try (RawSocket socket = open()) {
            for (byte i = 0; i < 10; i++) {
                socket.send(PING, true, i);
            }
            for (byte i = 0; i < 10; i++) {
                assertThat(socket.next(PONG).payload()).containsExactly(i);
            }
        }
    }

    @Test
    void takesPongsThatNobodyAskedFor() throws IOException {
        try (RawSocket socket = open()) {
            socket.send(PONG, true, bytes(10));
            assertAlive(socket);
        }
    }

    @Test
    void readsAFrameThatComesByteByByte() throws IOException {
        try (RawSocket socket = open()) {
            for (byte b : frame(0x80 | TEXT, utf8("{\"op\":\"ping\",\"id\":\"slowly\"}"))) {
                socket.raw(b);
            }
            assertThat(socket.event("pong")).contains("slowly");
        }
    }

    @Test
    void readsManyFramesThatComeAtOnce() throws IOException {
        byte[] one = frame(0x80 | TEXT, utf8("{\"op\":\"ping\",\"id\":\"one\"}"));
        byte[] two = frame(0x80 | TEXT, utf8("{\"op\":\"ping\",\"id\":\"two\"}"));
        byte[] both = Arrays.copyOf(one, one.length + two.length);
        System.arraycopy(two, 0, both, one.length, two.length);
        try (RawSocket socket = open()) {
            socket.raw(both);
            assertThat(socket.event("pong")).contains("one");
            assertThat(socket.event("pong")).contains("two");
        }
    }

    @Test
    void answersControlFramesBetweenTheFragmentsOfAMessage() throws IOException {
        try (RawSocket socket = open()) {
            socket.send(TEXT, false, utf8("{\"op\":\"pi"));
            socket.send(PING, true, (byte) 7);
            assertThat(socket.next(PONG).payload()).containsExactly(7);
            socket.send(CONTINUATION, false);
            socket.send(PONG, true);
            socket.send(CONTINUATION, true, utf8("ng\",\"id\":\"whole\"}"));
            assertThat(socket.event("pong")).contains("whole");
        }
    }

    @Test
    void readsTextWhoseCharactersAreTornApart() throws IOException {
        byte[] text = utf8("{\"op\":\"ping\",\"id\":\"κόσμε\"}");
        try (RawSocket socket = open()) {
            for (int i = 0; i < text.length; i++) {
                socket.send(i == 0 ? TEXT : CONTINUATION, i == text.length - 1, text[i]);
            }
            assertThat(socket.event("pong")).contains("κόσμε");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ce ba e1 bd b9 cf 83 ce bc ce b5 ed a0 80 65 64 69 74 65 64",
                "f4 90 80 80",
                "c0 af",
                "ed bf bf",
                "80",
                "e3 81"
            })
    void closesTextThatIsNoUtf8(String hex) throws IOException {
        byte[] text = hex(hex);
        try (RawSocket socket = open()) {
            socket.send(TEXT, true, text);
            assertClosed(socket, 1007);
        }
        try (RawSocket socket = open()) {
            socket.send(TEXT, false, Arrays.copyOf(text, 1));
            socket.send(CONTINUATION, true, Arrays.copyOfRange(text, 1, text.length));
            assertClosed(socket, 1007);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0x40, 0x20, 0x10, 0x70})
    void closesFramesWithReservedBits(int bits) throws IOException {
        try (RawSocket socket = open()) {
            socket.raw(frame(0x80 | bits | TEXT, utf8("{}")));
            assertClosed(socket, 1002);
        }
        try (RawSocket socket = open()) {
            socket.raw(frame(0x80 | bits | PING));
            assertClosed(socket, 1002);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4, 5, 6, 7, 11, 12, 13, 14, 15})
    void closesFramesWithReservedOpcodes(int opcode) throws IOException {
        try (RawSocket socket = open()) {
            socket.send(opcode, true, (byte) 1);
            assertClosed(socket, 1002);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {CLOSE, PING, PONG})
    void closesControlFramesThatAreTooLongOrInFragments(int opcode) throws IOException {
        try (RawSocket socket = open()) {
            socket.send(opcode, true, bytes(126));
            assertClosed(socket, 1002);
        }
        try (RawSocket socket = open()) {
            socket.send(opcode, false, bytes(2));
            assertClosed(socket, 1002);
        }
    }

    @Test
    void closesFragmentsOutOfOrder() throws IOException {
        try (RawSocket socket = open()) {
            socket.send(CONTINUATION, true, utf8("nothing to continue"));
            assertClosed(socket, 1002);
        }
        try (RawSocket socket = open()) {
            socket.send(TEXT, false, utf8("{"));
            socket.send(TEXT, true, utf8("}"));
            assertClosed(socket, 1002);
        }
    }

    @Test
    void closesFramesWithoutAMask() throws IOException {
        try (RawSocket socket = open()) {
            socket.raw((byte) 0x81, (byte) 2, (byte) '{', (byte) '}');
            assertClosed(socket, 1002);
        }
    }

    @Test
    void closesBinaryMessagesInOnePieceAndInFragments() throws IOException {
        try (RawSocket socket = open()) {
            socket.send(BINARY, true, (byte) 1);
            assertClosed(socket, 1003);
        }
        try (RawSocket socket = open()) {
            socket.send(BINARY, false, (byte) 1);
            assertClosed(socket, 1003);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999})
    void answersCloseCodesThatAreGood(int code) throws IOException {
        try (RawSocket socket = open()) {
            socket.send(CLOSE, true, closePayload(code, utf8("bye κόσμε")));
            assertThat(socket.next(CLOSE).code()).isEqualTo(code);
            assertThat(socket.isEnded()).isTrue();
        }
    }

    @Test
    void answersACloseWithoutACode() throws IOException {
        try (RawSocket socket = open()) {
            socket.send(CLOSE, true);
            assertThat(socket.next(CLOSE).code()).isIn(-1, 1000);
            assertThat(socket.isEnded()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 999, 1004, 1005, 1006, 1016, 1100, 2000, 2999})
    void closesCloseCodesThatAreBad(int code) throws IOException {
        try (RawSocket socket = open()) {
            socket.send(CLOSE, true, closePayload(code));
            assertClosed(socket, 1002);
        }
    }

    @Test
    void closesCloseFramesThatCannotBeRead() throws IOException {
        try (RawSocket socket = open()) {
            socket.send(CLOSE, true, (byte) 3);
            assertClosed(socket, 1002);
        }
        try (RawSocket socket = open()) {
            socket.send(CLOSE, true, closePayload(1000, hex("ce ba e1 bd b9 cf 83 ce bc ce b5 ed a0 80")));
            assertThat(socket.next(CLOSE).code()).isIn(1002, 1007);
            assertThat(socket.isEnded()).isTrue();
        }
    }

    @Test
    void saysNothingAfterItsClose() throws IOException {
        try (RawSocket socket = open()) {
            socket.send(CLOSE, true, closePayload(1000));
            socket.text("{\"op\":\"ping\"}");
            socket.send(PING, true);
            assertThat(socket.next(CLOSE).code()).isEqualTo(1000);
            assertThat(socket.isEnded()).isTrue();
        }
    }

    @Test
    void endsTheConnectionOfAClientThatNeverAnswersItsClose() throws IOException {
        try (RawSocket socket = open()) {
            socket.send(BINARY, true);
            assertThat(socket.next(CLOSE).code()).isEqualTo(1003);
            assertThat(socket.isEnded()).isTrue();
        }
    }

    private static RawSocket open() throws IOException {
        RawSocket socket = new RawSocket(Instances.port(instance), "token=" + ISSUER.token(USERS.incrementAndGet()));
        socket.event("connected");
        return socket;
    }

    private static void assertAlive(RawSocket socket) throws IOException {
        socket.text("{\"op\":\"ping\",\"id\":\"alive\"}");
        assertThat(socket.event("pong")).contains("alive");
    }

    private static void assertClosed(RawSocket socket, int code) throws IOException {
        assertThat(socket.next(CLOSE).code()).isEqualTo(code);
    }

    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) 0xFE);
        return bytes;
    }

    private static byte[] hex(String hex) {
        return HexFormat.ofDelimiter(" ").parseHex(hex);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
