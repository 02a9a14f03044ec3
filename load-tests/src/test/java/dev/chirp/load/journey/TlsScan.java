package dev.chirp.load.journey;

import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import reactor.core.publisher.Mono;
import reactor.netty.tcp.SslProvider.SslContextSpec;
import reactor.netty.tcp.TcpClient;

/** What a port of this machine accepts, found out by trying; whom it is by is not asked. */
record TlsScan(int port) {
    /** One at least for each version and kind of key; the old versions know none of the newer ones. */
    static final List<String> SUITES = List.of(
            "TLS_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA",
            "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA",
            "TLS_RSA_WITH_AES_128_CBC_SHA");

    private static final List<String> VERSIONS = List.of("TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3");

    /** Versions with which a handshake succeeds. By OpenSSL, because the JDK itself refuses the old ones. */
    Set<String> versions() {
        Set<String> accepted = new TreeSet<>();
        for (String version : VERSIONS) {
            if (accepts(version)) {
                accepted.add(version);
            }
        }
        return accepted;
    }

    private boolean accepts(String version) {
        try {
            SslContextBuilder client = SslContextBuilder.forClient()
                    .sslProvider(SslProvider.OPENSSL)
                    .ciphers(SUITES)
                    .trustManager(InsecureTrustManagerFactory.INSTANCE)
                    .endpointIdentificationAlgorithm(null)
                    .protocols(version);
            var context = client.build();
            return Boolean.TRUE.equals(TcpClient.create()
                    .host("localhost")
                    .port(port)
                    .secure((SslContextSpec spec) -> spec.sslContext(context))
                    .connect()
                    .flatMap(connection -> {
                        String spoken = connection
                                .channel()
                                .pipeline()
                                .get(SslHandler.class)
                                .engine()
                                .getSession()
                                .getProtocol();
                        connection.dispose();
                        return Mono.just(spoken.equals(version));
                    })
                    .onErrorReturn(SSLException.class, false)
                    .onErrorReturn(IOException.class, false)
                    .block());
        } catch (SSLException e) {
            throw new IllegalStateException("OpenSSL does not know " + version, e);
        }
    }

    /** Cipher suites of the JDK with which a handshake succeeds, one at a time. */
    Set<String> suites() throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), null);
        Set<String> accepted = new TreeSet<>();
        for (String suite : context.getSupportedSSLParameters().getCipherSuites()) {
            try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("localhost", port)) {
                socket.setSoTimeout(10_000);
                socket.setEnabledCipherSuites(new String[] {suite});
                socket.startHandshake();
                accepted.add(suite);
            } catch (IOException refused) {
                // What is wanted of most.
            }
        }
        return accepted;
    }
}
