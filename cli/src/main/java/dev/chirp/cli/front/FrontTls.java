package dev.chirp.cli.front;

import dev.chirp.ingest.tls.DevelopmentAuthority;
import dev.chirp.ingest.tls.ServerCertificate;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.nio.file.Path;
import java.time.Duration;
import javax.net.ssl.SSLException;

/**
 * How the front encrypts: TLS 1.3 and nothing older.
 *
 * @param certificate PEM file of the server's certificate and those between it and its root
 * @param key PEM file of its private key, PKCS#8 without a password
 * @param remember how long a browser shall refuse to speak to this host without TLS
 */
public record FrontTls(Path certificate, Path key, Duration remember) {
    /** In the data folder; the authority, and certificates for localhost. */
    public static final String FOLDER = "device-tls";

    private static final Duration YEAR = Duration.ofDays(365);
    /** A browser remembers it for every port of localhost, and somebody may have other plans with those. */
    private static final Duration DAY = Duration.ofDays(1);

    public static FrontTls of(Path certificate, Path key) {
        return new FrontTls(certificate, key, YEAR);
    }

    /** For localhost, by an authority of this folder, which is made at the first call. Blocks. */
    public static FrontTls ofThisMachine(Path folder) {
        ServerCertificate files = DevelopmentAuthority.in(folder);
        return new FrontTls(files.certificate(), files.key(), DAY);
    }

    /** What has to be trusted to talk to {@link #ofThisMachine}; a PEM file that may not be there. */
    public static Path authorityIn(Path data) {
        return DevelopmentAuthority.authorityIn(data.resolve(FOLDER));
    }

    SslContext context() {
        try {
            return SslContextBuilder.forServer(certificate.toFile(), key.toFile())
                    .sslProvider(OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK)
                    .protocols("TLSv1.3")
                    .build();
        } catch (SSLException | IllegalArgumentException e) {
            throw new IllegalStateException(
                    "The certificate %s and the key %s cannot be used for TLS.".formatted(certificate, key), e);
        }
    }
}
