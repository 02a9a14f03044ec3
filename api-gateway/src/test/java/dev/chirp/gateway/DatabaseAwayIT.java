package dev.chirp.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chirp.gateway.TestGateway.Answer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A gateway whose way to PostgreSQL is cut and mended. */
class DatabaseAwayIT {
    private Wire wire;
    private TestGateway gateway;

    @BeforeEach
    void start() throws IOException {
        wire = new Wire(dev.chirp.embedded.TestServers.postgres().port());
        gateway = TestGateway.start(Map.of("chirp.db.port", String.valueOf(wire.port())));
    }

    @AfterEach
    void stop() {
        gateway.close();
        wire.close();
    }

    @Test
    void refusesUploadsAtOnceAndKeepsNothingThenRecoversByItself() {
        TestUser user = gateway.newUser();
        assertThat(gateway.upload(user, "a.wav", TestWav.ofSeconds(1)).status()).isEqualTo(202);
        Set<String> files = gateway.files();

        wire.cut();
        awaitUntil(() -> gateway.get("/health").status() == 503);
        long begun = System.nanoTime();
        Answer refused = gateway.upload(user, "b.wav", TestWav.ofSeconds(1));
        Answer list = gateway.get("/api/v1/captures", user.bearer());

        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.code()).isEqualTo("database_away");
        assertThat(refused.header("Retry-After")).isEqualTo("2");
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(5));
        assertThat(list.status()).isEqualTo(503);
        assertThat(list.body()).doesNotContain("SELECT", "Exception", "127.0.0.1");
        assertThat(gateway.files()).isEqualTo(files);

        wire.mend();
        awaitUntil(() -> gateway.get("/health").status() == 200);
        assertThat(gateway.upload(user, "c.wav", TestWav.ofSeconds(1)).status()).isEqualTo(202);
    }

    /** As one with too many connections does: those that it has go on. */
    @Test
    void keepsTheConnectionsOfAServerThatRefusesNewOnes() {
        TestUser user = gateway.newUser();
        int connections = wire.open();

        wire.refuse();
        TestPipeline.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                + " WHERE query LIKE '%chirp-probe%' AND pid <> pg_backend_pid()");
        awaitUntil(() -> wire.refused() > 5);

        assertThat(gateway.get("/health").status()).isEqualTo(503);
        assertThat(wire.open()).isEqualTo(connections - 1);

        wire.mend();
        awaitUntil(() -> gateway.get("/health").status() == 200);
        assertThat(gateway.upload(user, "a.wav", TestWav.ofSeconds(1)).status()).isEqualTo(202);
    }

    private static void awaitUntil(java.util.function.BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.getAsBoolean() && System.nanoTime() < deadline) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
        assertThat(condition.getAsBoolean()).isTrue();
    }

    /** Forwards a port, until it is cut. */
    private static final class Wire implements AutoCloseable {
        private final int target;
        private final ServerSocket server;
        private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
        private final AtomicInteger refused = new AtomicInteger();
        private volatile boolean refusing;

        Wire(int target) throws IOException {
            this.target = target;
            this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
            Thread.ofVirtual().start(this::accept);
        }

        int port() {
            return server.getLocalPort();
        }

        /** Connections through it now. */
        int open() {
            return (int) sockets.stream().filter(socket -> !socket.isClosed()).count() / 2;
        }

        int refused() {
            return refused.get();
        }

        /** New connections; those there are go on. */
        void refuse() {
            refusing = true;
        }

        void cut() {
            refuse();
            sockets.forEach(Wire::closeQuietly);
        }

        void mend() {
            refusing = false;
        }

        private void accept() {
            while (!server.isClosed()) {
                try {
                    Socket near = server.accept();
                    if (refusing) {
                        refused.incrementAndGet();
                        near.close();
                        continue;
                    }
                    Socket far = new Socket(InetAddress.getLoopbackAddress(), target);
                    sockets.add(near);
                    sockets.add(far);
                    Thread.ofVirtual().start(() -> copy(near, far));
                    Thread.ofVirtual().start(() -> copy(far, near));
                } catch (IOException e) {
                    // The test has ended, or the far end is gone.
                }
            }
        }

        private static void copy(Socket from, Socket to) {
            try {
                from.getInputStream().transferTo(to.getOutputStream());
            } catch (IOException e) {
                // One end is gone; the other follows.
            } finally {
                closeQuietly(from);
                closeQuietly(to);
            }
        }

        private static void closeQuietly(Socket socket) {
            try {
                socket.close();
            } catch (IOException e) {
                // It is gone either way.
            }
        }

        @Override
        public void close() {
            cut();
            try {
                server.close();
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
    }
}
