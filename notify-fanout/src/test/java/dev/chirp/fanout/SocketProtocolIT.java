package dev.chirp.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chirp.contracts.event.EventJson;
import dev.chirp.embedded.TokenIssuer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;

/** What a client sees of one instance: refusals, limits, heartbeat and the end. */
@ExtendWith(OutputCaptureExtension.class)
class SocketProtocolIT {
    private static final Pattern CONTENT_LENGTH = Pattern.compile("(?im)^content-length: *(\\d+)");
    private static final AtomicLong USERS = new AtomicLong(2_000);
    private static final TokenIssuer ISSUER = new TokenIssuer();
    private static ConfigurableApplicationContext instance;
    private static int port;

    private final long user = USERS.incrementAndGet();

    @BeforeAll
    static void start() {
        instance = Instances.start(
                ISSUER,
                Map.of(
                        "chirp.fanout.session.ping-interval", "600ms",
                        "chirp.fanout.session.pong-timeout", "2s",
                        "chirp.fanout.socket.per-user", "2"));
        port = Instances.port(instance);
    }

    @AfterAll
    static void stop() {
        instance.close();
        ISSUER.close();
    }

    @Test
    void refusesABadTokenBeforeTheUpgrade() throws Exception {
        for (String query : List.of(
                "", "token=", "token=nonsense", "token=" + ISSUER.token(user, "user", Duration.ofMinutes(-1)))) {
            String answer = rawUpgrade(query, "Host: localhost");

            assertThat(answer)
                    .startsWith("HTTP/1.1 401")
                    .containsIgnoringCase("WWW-Authenticate: Bearer error=\"invalid_token\"");
            assertThat(answer).containsIgnoringCase("content-type: application/problem+json");
            assertThat(answer).contains("\"code\":\"invalid_token\"");
        }
    }

    @Test
    void refusesAPageOfAnotherOrigin() throws Exception {
        String query = "token=" + ISSUER.token(user);

        assertThat(rawUpgrade(query, "Host: localhost\r\nOrigin: https://evil.example"))
                .startsWith("HTTP/1.1 403")
                .contains("origin_not_allowed");
        assertThat(rawUpgrade(query, "Host: localhost\r\nOrigin: http://localhost"))
                .startsWith("HTTP/1.1 101");
    }

    @Test
    void refusesATokenWithoutTheScope() throws Exception {
        assertThat(rawUpgrade("token=" + ISSUER.token(user, "device", Duration.ofMinutes(1)), "Host: localhost"))
                .startsWith("HTTP/1.1 403")
                .contains("missing_scope");
    }

    @Test
    void answersPlainHttp() throws Exception {
        assertThat(get("/ws", null).statusCode()).isEqualTo(426);
        assertThat(get("/ws/nothing", null).statusCode()).isEqualTo(404);
    }

    @Test
    void showsItsCountsToOperatorsOnly() throws Exception {
        assertThat(get("/ws/stats", null).statusCode()).isEqualTo(401);
        assertThat(get("/ws/stats", ISSUER.token(user)).statusCode()).isEqualTo(403);

        HttpResponse<String> stats = get("/ws/stats", ISSUER.token(user, "user ops", Duration.ofMinutes(1)));
        assertThat(stats.statusCode()).isEqualTo(200);
        JsonNode counts = EventJson.MAPPER.readTree(stats.body());
        assertThat(counts.propertyNames())
                .containsExactly("connections", "deliveries", "unacked", "drops", "queue_bytes", "redis_probe_age_ms");
    }

    @Test
    void closesAClientThatDoesNotAnswerPings() throws Exception {
        try (LiveClient client = LiveClient.connectSilently(port, "token=" + ISSUER.token(user))) {
            assertThat(client.closeCode()).isEqualTo(4012);
        }
    }

    @Test
    void keepsAClientThatAnswersPings() throws Exception {
        try (LiveClient client = connect()) {
            client.next("connected");
            for (int i = 0; i < 3; i++) {
                client.awaitPing();
            }
            client.send("{\"op\":\"ping\",\"id\":\"still here\"}");
            assertThat(client.next("pong").path("data").path("op_id").stringValue())
                    .isEqualTo("still here");
        }
    }

    @Test
    void closesTheSocketTooManyOfAUserSoThatABrowserCanReadWhy() throws Exception {
        try (LiveClient first = connect();
                LiveClient second = connect()) {
            first.next("connected");
            second.next("connected");
            try (LiveClient third = connect()) {
                assertThat(third.closeCode()).isEqualTo(4504);
            }
        }
    }

    @Test
    void closesAMessageThatIsTooBig() throws Exception {
        try (LiveClient client = connect()) {
            client.next("connected");
            client.sendQuietly("x".repeat(16 * 1024 + 1));
            assertThat(client.closeCode()).isEqualTo(1009);
        }
    }

    @Test
    void closesFragmentsThatAreTooBigTogether() throws Exception {
        try (LiveClient client = connect()) {
            client.next("connected");
            client.sendInFragments("x".repeat(10_000), "x".repeat(10_000));
            assertThat(client.closeCode()).isEqualTo(1009);
        }
    }

    @Test
    void readsAMessageInFragments() throws Exception {
        try (LiveClient client = connect()) {
            client.next("connected");
            client.sendInFragments("{\"op\":\"pi", "ng\",\"id\":\"ü\"}");
            assertThat(client.next("pong").path("data").path("op_id").stringValue())
                    .isEqualTo("ü");
        }
    }

    @Test
    void closesBinaryMessages() throws Exception {
        try (LiveClient client = connect()) {
            client.next("connected");
            client.sendBinary(new byte[] {1});
            assertThat(client.closeCode()).isEqualTo(1003);
        }
    }

    @Test
    void answersAProtocolPing() throws Exception {
        try (LiveClient client = connect()) {
            client.next("connected");
            client.socket().sendPing(ByteBuffer.wrap(new byte[] {1, 2})).join();
            assertThat(client.pong()).isEqualTo(ByteBuffer.wrap(new byte[] {1, 2}));
        }
    }

    @Test
    void answersTheCloseOfAClient() throws Exception {
        try (LiveClient client = connect()) {
            client.next("connected");
            client.socket().sendClose(1000, "bye").join();
            assertThat(client.closeCode()).isEqualTo(1000);
        }
    }

    @Test
    void closesFramesThatBreakTheProtocol() throws Exception {
        try (Socket socket = rawSocket("token=" + ISSUER.token(user))) {
            // An unmasked text frame.
            socket.getOutputStream().write(new byte[] {(byte) 0x81, 2, '{', '}'});
            assertThat(rawCloseCode(socket)).isEqualTo(1002);
        }
    }

    @Test
    void closesTextThatIsNotUtf8() throws Exception {
        try (Socket socket = rawSocket("token=" + ISSUER.token(user))) {
            socket.getOutputStream().write(new byte[] {(byte) 0x81, (byte) 0x81, 0, 0, 0, 0, (byte) 0xFF});
            assertThat(rawCloseCode(socket)).isEqualTo(1007);
        }
    }

    @Test
    void neverLogsAToken(CapturedOutput output) throws Exception {
        String good = ISSUER.token(user);
        String expired = ISSUER.token(user, "user", Duration.ofMinutes(-1));
        try (LiveClient client = LiveClient.connect(port, "token=" + good)) {
            client.next("connected");
        }
        rawUpgrade("token=" + expired, "Host: localhost");
        get("/ws/stats", good);

        assertThat(output.getAll()).contains("Socket opened").doesNotContain(good, expired);
    }

    private LiveClient connect() {
        return LiveClient.connect(port, "token=" + ISSUER.token(user));
    }

    private static HttpResponse<String> get(String path, String token) throws Exception {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        }
    }

    private static String rawUpgrade(String query, String headers) throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(10_000);
            ask(socket, query, headers);
            InputStream in = socket.getInputStream();
            String head = head(in);
            return head + new String(in.readNBytes(contentLength(head)), StandardCharsets.UTF_8);
        }
    }

    /** Ends with the blank line, or where the stream ends. */
    private static String head(InputStream in) throws IOException {
        var head = new StringBuilder();
        for (int next; head.indexOf("\r\n\r\n") < 0 && (next = in.read()) >= 0; ) {
            head.append((char) next);
        }
        return head.toString();
    }

    private static int contentLength(String head) {
        Matcher length = CONTENT_LENGTH.matcher(head);
        return length.find() ? Integer.parseInt(length.group(1)) : 0;
    }

    private static void ask(Socket socket, String query, String headers) throws Exception {
        socket.getOutputStream().write("""
            GET /ws?%s HTTP/1.1\r
            %s\r
            Upgrade: websocket\r
            Connection: Upgrade\r
            Sec-WebSocket-Version: 13\r
            Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
            \r
            """.formatted(query, headers).getBytes(StandardCharsets.UTF_8));
    }

    private static Socket rawSocket(String query) throws Exception {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(10_000);
        ask(socket, query, "Host: localhost");
        assertThat(head(socket.getInputStream())).startsWith("HTTP/1.1 101");
        return socket;
    }

    /** Skips text frames until the close frame. */
    private static int rawCloseCode(Socket socket) throws Exception {
        InputStream in = socket.getInputStream();
        while (true) {
            int first = in.read();
            int length = in.read();
            if (length == 126) {
                length = in.read() << 8 | in.read();
            }
            byte[] payload = in.readNBytes(length);
            if (first == 0x88) {
                return ByteBuffer.wrap(payload).getShort() & 0xFFFF;
            }
        }
    }
}
