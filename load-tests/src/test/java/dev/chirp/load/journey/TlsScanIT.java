package dev.chirp.load.journey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chirp.ingest.tls.DevelopmentAuthority;
import dev.chirp.ingest.tls.ServerCertificate;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.netty.DisposableServer;
import reactor.netty.tcp.SslProvider.SslContextSpec;
import reactor.netty.tcp.TcpServer;

class TlsScanIT {
    private static final String[] ALL = {"TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"};

    @TempDir
    Path folder;

    @Test
    void findsEveryVersionThatAPortAccepts() throws Exception {
        ServerCertificate files = DevelopmentAuthority.in(folder);
        var careless = SslContextBuilder.forServer(
                        files.certificate().toFile(), files.key().toFile())
                .sslProvider(SslProvider.OPENSSL)
                .ciphers(TlsScan.SUITES)
                .protocols(ALL)
                .build();
        DisposableServer server = TcpServer.create()
                .host("localhost")
                .port(0)
                .secure((SslContextSpec spec) -> spec.sslContext(careless))
                .bindNow();

        assertThat(new TlsScan(server.port()).versions()).containsExactlyInAnyOrder(ALL);
        assertThat(new TlsScan(server.port()).suites())
                .contains("TLS_AES_128_GCM_SHA256", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256");
        server.disposeNow();
    }
}
