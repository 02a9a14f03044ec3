package dev.chirp.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** The only interface that embedded servers listen on, and its ports. */
public final class Loopback {
    public static final String HOST = "127.0.0.1";

    /** Below the range from which the kernel takes ports for outgoing connections, so that none is lost to a client. */
    private static final int LOWEST = 20_000;

    private static final int HIGHEST = 32_000;

    private Loopback() {}

    /** A port that nobody listens on at this moment. */
    public static int freePort() {
        for (int attempt = 0; attempt < 1_000; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST);
            if (isFree(port)) {
                return port;
            }
        }
        throw new ServerStartException("No free port between %d and %d.".formatted(LOWEST, HIGHEST));
    }

    /** {@code wanted}, or a free port when it is 0. A taken port is refused by name. */
    public static int claim(int wanted, String server) {
        if (wanted == 0) {
            return freePort();
        }
        if (!isFree(wanted)) {
            throw new ServerStartException(
                    "Port %d, wanted by %s, is in use by another process.".formatted(wanted, server));
        }
        return wanted;
    }

    static InetSocketAddress address(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    /** Whether this process could listen on the port now. */
    public static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(address(port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
