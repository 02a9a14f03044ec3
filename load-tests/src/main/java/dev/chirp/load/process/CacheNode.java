package dev.chirp.load.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** One of the two servers of Redis that {@code chirp infra --ha} runs. */
public final class CacheNode implements AutoCloseable {
    private static final int ANSWER_MS = 1_000;
    /** How the answer to ROLE begins. */
    private static final String PRIMARY = "*3\r\n$6\r\nmaster";

    private static final String REPLICA = "*5\r\n$5\r\nslave\r";

    private final int port;
    private final ServerProcess process;

    private CacheNode(int port, ServerProcess process) {
        this.port = port;
        this.process = process;
    }

    /** Both that {@code infra.env} names; none without {@code --ha}. */
    static List<CacheNode> in(Path folder, Map<String, String> environment) throws IOException {
        List<CacheNode> nodes = new ArrayList<>();
        for (int number = 1; environment.containsKey("CHIRP_REDIS_PORT_" + number); number++) {
            ServerProcess process = ServerProcess.of(
                    "redis-" + number,
                    number(environment, "CHIRP_PID_REDIS_" + number),
                    folder.resolve("redis-%d.log".formatted(number)),
                    List.of(folder.resolve("data/redis-ha/%d/redis.conf".formatted(number))
                            .toString()));
            nodes.add(new CacheNode(Math.toIntExact(number(environment, "CHIRP_REDIS_PORT_" + number)), process));
        }
        return nodes;
    }

    private static long number(Map<String, String> environment, String key) {
        return Long.parseLong(Objects.requireNonNull(environment.get(key), key));
    }

    /** False also when it does not answer. */
    public boolean isPrimary() {
        return isIn(PRIMARY);
    }

    /** The same of the other role. */
    public boolean isReplica() {
        return isIn(REPLICA);
    }

    private boolean isIn(String role) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), ANSWER_MS);
            socket.setSoTimeout(ANSWER_MS);
            socket.getOutputStream().write("ROLE\r\n".getBytes(StandardCharsets.US_ASCII));
            byte[] answer = socket.getInputStream().readNBytes(role.length());
            return new String(answer, StandardCharsets.US_ASCII).equals(role);
        } catch (IOException e) {
            return false;
        }
    }

    public ServerProcess process() {
        return process;
    }

    @Override
    public void close() {
        process.close();
    }
}
