package dev.chirp.ingest.tls;

import dev.chirp.ingest.meter.IngestMeter;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.OpenSslServerSessionContext;
import io.netty.handler.ssl.OpenSslSessionStats;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import java.util.function.ToDoubleFunction;
import java.util.regex.Pattern;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/**
 * TLS 1.3, and 1.2 when it is asked for, for connections of devices. With OpenSSL's native library, which comes along for most machines, sessions
 * are resumed by tickets whose keys all instances share; without it by the JDK, at the same instance only.
 */
public final class TlsServer implements AutoCloseable {
    private static final Pattern DEVICE_NAME = Pattern.compile("[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    private final SslContext context;
    private final Clock clock;
    private final @Nullable TicketKeys tickets;
    private volatile long period = -1;

    private TlsServer(SslContext context, @Nullable TicketKeys tickets, Clock clock) {
        this.context = context;
        this.tickets = tickets;
        this.clock = clock;
    }

    /** Reads the files that the settings name. Blocks. */
    public static TlsServer of(TlsSettings settings, Clock clock, MeterRegistry meters) {
        ServerCertificate files = settings.serverCertificate();
        boolean openSsl = OpenSsl.isAvailable();
        try {
            SslContextBuilder builder = SslContextBuilder.forServer(
                            files.certificate().toFile(), files.key().toFile())
                    .sslProvider(openSsl ? SslProvider.OPENSSL_REFCNT : SslProvider.JDK)
                    .protocols(settings.tls12() ? new String[] {"TLSv1.3", "TLSv1.2"} : new String[] {"TLSv1.3"});
            if (settings.deviceAuthorities() != null) {
                builder.trustManager(settings.deviceAuthorities().toFile()).clientAuth(ClientAuth.OPTIONAL);
            }
            SslContext context = builder.build();
            TlsServer server = new TlsServer(context, openSsl ? tickets(settings) : null, clock);
            server.rotate();
            server.count(meters);
            return server;
        } catch (SSLException | IllegalArgumentException e) {
            throw new IllegalStateException(
                    "The certificate %s and the key %s cannot be used for TLS."
                            .formatted(files.certificate(), files.key()),
                    e);
        }
    }

    private static @Nullable TicketKeys tickets(TlsSettings settings) {
        Path secret = settings.ticketSecret();
        try {
            return secret == null ? null : new TicketKeys(Files.readAllBytes(secret), settings.ticketPeriod());
        } catch (IOException e) {
            throw new UncheckedIOException("The ticket secret cannot be read: " + secret, e);
        }
    }

    private void count(MeterRegistry meters) {
        if (context.sessionContext() instanceof OpenSslServerSessionContext sessions) {
            OpenSslSessionStats stats = sessions.stats();
            ticket(meters, "resumed", stats, OpenSslSessionStats::ticketKeyResume);
            ticket(meters, "renewed", stats, OpenSslSessionStats::ticketKeyRenew);
            ticket(meters, "unknown", stats, OpenSslSessionStats::ticketKeyFail);
        }
    }

    private static void ticket(
            MeterRegistry meters,
            String outcome,
            OpenSslSessionStats stats,
            ToDoubleFunction<OpenSslSessionStats> count) {
        IngestMeter.TLS_TICKETS.counter(meters, stats, count, "outcome", outcome);
    }

    /** Uses the ticket keys of this time; to be called every so often. */
    public void rotate() {
        TicketKeys keys = tickets;
        if (keys != null && context.sessionContext() instanceof OpenSslServerSessionContext sessions) {
            long current = keys.period(clock.instant());
            if (current != period) {
                period = current;
                sessions.setTicketKeys(keys.at(clock.instant()));
            }
        }
    }

    /** The handler of one connection. */
    public SslHandler newHandler(ByteBufAllocator allocator) {
        return context.newHandler(allocator);
    }

    /** Lets go of what is native. */
    @Override
    public void close() {
        ReferenceCountUtil.release(context);
    }

    /** The device that the certificate of the other end stands for; only after the handshake. */
    public static Optional<UUID> deviceOf(SslHandler handler) {
        try {
            Certificate[] chain = handler.engine().getSession().getPeerCertificates();
            return chain.length > 0 && chain[0] instanceof X509Certificate certificate
                    ? deviceOf(certificate)
                    : Optional.empty();
        } catch (SSLPeerUnverifiedException e) {
            return Optional.empty();
        }
    }

    private static Optional<UUID> deviceOf(X509Certificate certificate) {
        try {
            return new LdapName(certificate.getSubjectX500Principal().getName())
                    .getRdns().stream()
                            .filter(part -> part.getType().equalsIgnoreCase("CN"))
                            .map(part -> part.getValue().toString())
                            .filter(name -> DEVICE_NAME.matcher(name).matches())
                            .map(UUID::fromString)
                            .findFirst();
        } catch (InvalidNameException e) {
            return Optional.empty();
        }
    }
}
