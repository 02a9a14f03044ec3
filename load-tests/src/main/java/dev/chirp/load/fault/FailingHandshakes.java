package dev.chirp.load.fault;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;

/** Connections to a TLS port that come to nothing, of each kind some twenty a second, until this is closed. */
final class FailingHandshakes implements AutoCloseable {
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final int TIMEOUT_MS = 5_000;
    private static final byte[] NO_TLS =
            "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    /** A record of 512 bytes with a ClientHello, of which no more comes. */
    private static final byte[] BEGINNING = HexFormat.of().parseHex("1603010200010001fc0303");

    private final InetSocketAddress target;
    private final AtomicLong begun = new AtomicLong();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private volatile boolean closed;

    private interface Attempt {
        void make(Socket socket) throws IOException;
    }

    private FailingHandshakes(InetSocketAddress target) {
        this.target = target;
    }

    static FailingHandshakes begin(InetSocketAddress target) throws NoSuchAlgorithmException {
        FailingHandshakes all = new FailingHandshakes(target);
        SSLSocketFactory trustsOthers = SSLContext.getDefault().getSocketFactory();
        all.repeat(socket -> {
            socket.getOutputStream().write(NO_TLS);
            socket.getInputStream().readAllBytes();
        });
        all.repeat(socket -> socket.getOutputStream().write(BEGINNING));
        all.repeat(socket -> {
            socket.getOutputStream().write(BEGINNING);
            // Held open until the server loses patience.
            socket.getInputStream().readAllBytes();
        });
        all.repeat(socket -> {
            try (Socket tls = trustsOthers.createSocket(socket, "localhost", socket.getPort(), false)) {
                tls.getOutputStream().write(0);
            }
        });
        return all;
    }

    private void repeat(Attempt attempt) {
        threads.execute(() -> {
            while (!closed) {
                try (Socket socket = new Socket()) {
                    socket.setSoTimeout(TIMEOUT_MS);
                    socket.connect(target, TIMEOUT_MS);
                    begun.incrementAndGet();
                    attempt.make(socket);
                } catch (IOException e) {
                    // As it is meant to.
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        });
    }

    long begun() {
        return begun.get();
    }

    @Override
    public void close() {
        closed = true;
        threads.close();
    }
}
