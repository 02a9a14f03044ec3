package dev.chirp.load.bench;

import dev.chirp.load.device.DeviceDoor;
import dev.chirp.load.device.DeviceSite;
import dev.chirp.load.measure.Latencies;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/** TLS handshakes of one client after the other: full ones, and ones that resume its session with keys that instances share. */
final class IngestHandshake {
    private static final int HANDSHAKES = 300;
    private static final int WARM_UP = 200;

    private IngestHandshake() {}

    static void measure(Session session, List<Figure> figures) throws Exception {
        try (DeviceSite site = new DeviceSite(session.folder("handshake"), List.of())) {
            Path secret = session.folder().resolve("ticket-secret");
            Files.writeString(secret, UUID.randomUUID().toString() + UUID.randomUUID());
            String shared = "--chirp.ingest.tls.ticket-secret=" + secret;
            DeviceDoor door = site.open(List.of(), shared);
            session.say("%d handshakes of each kind, after %d", HANDSHAKES, WARM_UP);
            Latencies full = new Latencies();
            Latencies resumed = new Latencies();
            for (int i = 0; i < WARM_UP + HANDSHAKES; i++) {
                SSLSocketFactory client = client(door.tls(SslProvider.JDK));
                long begun = connect(client, door.secure());
                long goneOn = connect(client, door.secure());
                if (i >= WARM_UP) {
                    full.record(begun);
                    resumed.record(goneOn);
                }
            }
            double tickets = door.instance().meter("ingest_tls_tickets_total", "outcome=\"resumed\"");
            figures.add(Figure.of("handshake: full, median", "ms", full.percentile(50)));
            figures.add(Figure.of("handshake: resumed, median", "ms", resumed.percentile(50)));
            figures.add(Figure.of("handshake: full, p95", "ms", full.percentile(95)));
            figures.add(Figure.of("handshake: resumed, p95", "ms", resumed.percentile(95)));
            figures.add(Figure.atLeast(
                    "handshake: second ones that were resumed", "%", 100 * tickets / (WARM_UP + HANDSHAKES), 99));
        }
    }

    private static SSLSocketFactory client(SslContext trust) {
        SSLContext context = ((JdkSslContext) trust).context();
        return context.getSocketFactory();
    }

    /** From the connected socket to the end of the handshake, with the ticket that follows it. */
    private static long connect(SSLSocketFactory client, InetSocketAddress address) throws IOException {
        try (SSLSocket socket = (SSLSocket) client.createSocket()) {
            socket.connect(address, 5_000);
            socket.setTcpNoDelay(true);
            long begun = System.nanoTime();
            socket.startHandshake();
            long took = System.nanoTime() - begun;
            // The ticket comes behind the handshake: it is read while the server's answer to nonsense is awaited.
            socket.setSoTimeout(5_000);
            socket.getOutputStream().write(new byte[24]);
            while (socket.getInputStream().read() >= 0) {
                // What it says does not matter.
            }
            return took;
        }
    }
}
