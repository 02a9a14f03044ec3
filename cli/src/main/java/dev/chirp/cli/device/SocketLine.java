package dev.chirp.cli.device;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;

/** TCP, plain or with TLS. */
record SocketLine(Socket socket, Duration patience) implements Line {
    @Override
    public void send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
    }

    @Override
    public int read(byte[] buffer) throws IOException {
        socket.setSoTimeout((int) patience.toMillis());
        return socket.getInputStream().read(buffer);
    }

    @Override
    public void cut() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
