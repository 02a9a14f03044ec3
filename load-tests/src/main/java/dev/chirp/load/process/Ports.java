package dev.chirp.load.process;

import java.io.IOException;
import java.io.UncheckedIOException;
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

    /** A port that was free a moment ago, on every address: services listen on all, clients leave from several. */
    public static int free() {
        try (ServerSocket socket = new ServerSocket(0, 1)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An offset at which all of the platform's ports are free. */
    public static int freeOffset() {
        Random random = new Random();
        for (int attempt = 0; attempt < 100; attempt++) {
            int offset = 2_000 + 20 * random.nextInt(1_000);
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
