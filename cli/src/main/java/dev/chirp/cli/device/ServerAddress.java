package dev.chirp.cli.device;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * Where the server under test listens.
 *
 * @param tls null: without TLS
 * @param path of a WebSocket; null: frames over TCP
 */
record ServerAddress(
        String host,
        int port,
        @Nullable SSLContext tls,
        @Nullable String path) {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** A new connection; reads on it fail after this long. */
    Line connect(Duration patience) throws IOException {
        if (path != null) {
            URI address = URI.create("%s://%s:%d%s".formatted(tls == null ? "ws" : "wss", host, port, path));
            return new WebSocketLine(address, tls, PATIENCE, patience);
        }
        return new SocketLine(socket(), patience);
    }

    private Socket socket() throws IOException {
        Socket socket = new Socket();
        try {
            socket.connect(new InetSocketAddress(host, port), (int) PATIENCE.toMillis());
            socket.setTcpNoDelay(true);
            return tls == null ? socket : secured(socket, tls);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private Socket secured(Socket socket, SSLContext context) throws IOException {
        SSLSocket secured = (SSLSocket) context.getSocketFactory().createSocket(socket, host, port, true);
        SSLParameters parameters = secured.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        secured.setSSLParameters(parameters);
        secured.startHandshake();
        return secured;
    }
}
