package dev.chirp.ingest.tls;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Properties {@code chirp.ingest.tls.*}. Without certificates there is no port for TLS.
 *
 * @param port 0: any
 * @param certificate PEM file of the server's certificate and those between it and its root
 * @param key PEM file of its private key, PKCS#8 without a password
 * @param developmentFolder where an authority and a certificate for localhost are made at the first start and found at
 *     the next, when {@code certificate} is not given; not for production
 * @param deviceAuthorities PEM file of the authorities whose certificates stand for a device, by the device's id as
 *     common name; without it devices prove themselves by keys only
 * @param ticketSecret file of at least 32 random bytes that all instances share, so that a device resumes its TLS session
 *     at any of them; without it, at the same instance only
 * @param tls12 whether devices that cannot do TLS 1.3 may use 1.2
 * @param ticketPeriod how long tickets are issued under one key; they are accepted for two periods more
 */
@ConfigurationProperties("chirp.ingest.tls")
public record TlsSettings(
        @DefaultValue("0.0.0.0") String address,
        @DefaultValue("8701") int port,
        @Nullable Path certificate,
        @Nullable Path key,
        @Nullable Path developmentFolder,
        @Nullable Path deviceAuthorities,
        @Nullable Path ticketSecret,
        @DefaultValue("false") boolean tls12,
        @DefaultValue("12h") Duration ticketPeriod) {
    public TlsSettings {
        if ((certificate == null) != (key == null)) {
            throw new IllegalArgumentException("chirp.ingest.tls.certificate and .key belong together");
        }
        if (ticketPeriod.toSeconds() < 1) {
            throw new IllegalArgumentException("ticketPeriod: %s (expected: at least 1s)".formatted(ticketPeriod));
        }
    }

    public boolean isConfigured() {
        return certificate != null || developmentFolder != null;
    }

    /** Makes the certificate for development when there is none yet. Blocks. */
    ServerCertificate serverCertificate() {
        if (certificate != null && key != null) {
            return new ServerCertificate(certificate, key);
        }
        if (developmentFolder != null) {
            return DevelopmentAuthority.in(developmentFolder);
        }
        throw new IllegalStateException("there is no certificate");
    }
}
