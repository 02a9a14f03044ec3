package dev.chirp.ingest;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/** Passes bytes both ways, and resets its first connections after some of them. */
final class CuttingProxy implements AutoCloseable {
    private static final int LONGEST_BYTES = 150_000;
    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final AtomicInteger cuts = new AtomicInteger();
    private volatile int target;
    private final Random random;
    private final int toCut;

    CuttingProxy(int target, Random random, int toCut) throws IOException {
        this.target = target;
        this.random = random;
        this.toCut = toCut;
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    /** Where connections go from now on. */
    void to(int other) {
        target = other;
    }

    int cuts() {
        return cuts.get();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = server.accept();
                Socket service = new Socket(InetAddress.getLoopbackAddress(), target);
                int limit = cuts.get() < toCut ? random.nextInt(LONGEST_BYTES) : Integer.MAX_VALUE;
                Thread.ofVirtual().start(() -> pass(client, service, limit));
                Thread.ofVirtual().start(() -> pass(service, client, Integer.MAX_VALUE));
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private void pass(Socket from, Socket to, int limit) {
        byte[] buffer = new byte[8_192];
        int left = limit;
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                out.write(buffer, 0, Math.min(read, left));
                left -= read;
                if (left <= 0) {
                    cuts.incrementAndGet();
                    from.setSoLinger(true, 0);
                    to.setSoLinger(true, 0);
                    break;
                }
            }
            from.close();
            to.close();
        } catch (IOException gone) {
            close(from);
            close(to);
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException ignored) {
            // It is gone already.
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
