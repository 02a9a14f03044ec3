package dev.chirp.load.process;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Random;

/** Finds ports that nobody listens on. */
public final class Ports {
    /** What {@code chirp up} listens on besides the front, before {@code --port-offset}. */
    private static final List<Integer> FIXED =
            List.of(8001, 8002, 8003, 8004, 8010, 8700, 8701, 9001, 9002, 9003, 9004, 9005, 9010, 9090);

    private Ports() {}

    /**
     * A port that was free a moment ago, on every address. Below those that the system gives to clients: a server that is
     * restarted must not find that one of its clients has left from its port.
     */
    public static int free() {
        Random random = new Random();
        for (int attempt = 0; attempt < 100; attempt++) {
            int port = 3_000 + random.nextInt(5_000);
            if (isFree(port)) {
                return port;
            }
        }
        throw new IllegalStateException("no free port");
    }

    /** An offset at which all of the platform's ports are free, below those that its servers take at random. */
    public static int freeOffset() {
        Random random = new Random();
        for (int attempt = 0; attempt < 100; attempt++) {
            int offset = 2_000 + 20 * random.nextInt(440);
            if (FIXED.stream().allMatch(port -> isFree(port + offset))) {
                return offset;
            }
        }
        throw new IllegalStateException("no free range of ports");
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(port), 1);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
