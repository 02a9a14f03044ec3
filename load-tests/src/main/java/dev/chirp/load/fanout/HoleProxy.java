package dev.chirp.load.fanout;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Passes TCP connections on until it becomes a black hole: then it still takes what either side sends, tells neither of
 * them, and passes nothing on, not even the end of a connection. Two virtual threads per connection.
 */
final class HoleProxy implements AutoCloseable {
    private static final int BUFFER_BYTES = 8_192;
    private final InetSocketAddress target;
    private final ServerSocket server;
    private final Set<Passage> passages = ConcurrentHashMap.newKeySet();
    private volatile boolean hole;

    HoleProxy(InetSocketAddress target) throws IOException {
        this.target = target;
        this.server = new ServerSocket(0, 1_024, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().name("proxy").start(this::accept);
    }

    InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getLocalPort());
    }

    /** Whatever is connected now or comes now disappears. */
    void swallow() {
        hole = true;
    }

    /** New connections are passed on again; those that lost something are cut. */
    void heal() {
        hole = false;
        passages.forEach(Passage::close);
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                Thread.ofVirtual().start(() -> connect(client));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void connect(Socket client) {
        try {
            Socket upstream = new Socket(target.getAddress(), target.getPort());
            Passage passage = new Passage(client, upstream);
            passages.add(passage);
            Thread.ofVirtual().start(() -> passage.pass(client, upstream));
            Thread.ofVirtual().start(() -> passage.pass(upstream, client));
        } catch (IOException e) {
            closeQuietly(client);
        }
    }

    /** The two sides of a connection. */
    private final class Passage {
        private final Socket client;
        private final Socket upstream;
        private volatile boolean lossy = hole;

        Passage(Socket client, Socket upstream) {
            this.client = client;
            this.upstream = upstream;
        }

        void pass(Socket from, Socket to) {
            byte[] buffer = new byte[BUFFER_BYTES];
            try {
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream();
                for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                    lossy |= hole;
                    if (!lossy) {
                        out.write(buffer, 0, count);
                    }
                }
            } catch (IOException e) {
                // As an end.
            }
            if (!hole && !lossy) {
                close();
            }
        }

        void close() {
            passages.remove(this);
            closeQuietly(client);
            closeQuietly(upstream);
        }
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // Nothing is left to do.
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        passages.forEach(Passage::close);
    }
}
