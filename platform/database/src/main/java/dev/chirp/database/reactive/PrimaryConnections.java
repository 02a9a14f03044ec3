package dev.chirp.database.reactive;

import dev.chirp.database.DatabaseServers;
import io.r2dbc.postgresql.PostgresqlConnectionConfiguration;
import io.r2dbc.postgresql.PostgresqlConnectionFactory;
import io.r2dbc.postgresql.api.PostgresqlConnection;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ConnectionFactoryMetadata;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.resources.LoopResources;

/**
 * Opens connections to the server that takes writes: the one that last did, then the others in their order. (The
 * driver's own choice among several hosts waits without end for one that is frozen.)
 */
public final class PrimaryConnections implements ConnectionFactory {
    private static final Logger log = LoggerFactory.getLogger(PrimaryConnections.class);

    private final DatabaseServers addresses;
    private final List<PostgresqlConnectionFactory> servers;
    private final Duration patience;
    private final Set<PostgresqlConnection> open =
            Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));
    private volatile int primary;

    /** As whom a service comes and how long it waits. */
    public record Settings(
            String service, String role, String password, Duration connectTimeout, Duration statementTimeout) {
        /** Without the password. */
        @Override
        public String toString() {
            return role;
        }
    }

    /**
     * Opens nothing yet.
     *
     * @param loops whose threads do the work
     */
    public PrimaryConnections(DatabaseServers addresses, Settings settings, LoopResources loops) {
        this.addresses = addresses;
        this.patience = settings.connectTimeout();
        this.servers = addresses.servers().stream()
                .map(server -> new PostgresqlConnectionFactory(PostgresqlConnectionConfiguration.builder()
                        .host(server.host())
                        .port(server.port())
                        .database(addresses.database())
                        .username(settings.role())
                        .password(settings.password())
                        .applicationName(settings.service())
                        .connectTimeout(settings.connectTimeout())
                        .statementTimeout(settings.statementTimeout())
                        .tcpKeepAlive(true)
                        .tcpNoDelay(true)
                        .loopResources(loops)
                        .build()))
                .toList();
    }

    /** The longest that {@link #create} may take: each server in turn may be frozen. */
    public Duration patience() {
        return patience.multipliedBy(servers.size());
    }

    /** Fails with what was wrong with each server when none takes writes. */
    @Override
    public Mono<PostgresqlConnection> create() {
        return Mono.defer(() -> {
            NoPrimary failure = new NoPrimary(addresses);
            int first = primary;
            return Flux.range(0, servers.size())
                    .concatMap(step -> tryServer((first + step) % servers.size(), failure), 1)
                    .next()
                    .switchIfEmpty(Mono.error(failure));
        });
    }

    private Mono<PostgresqlConnection> tryServer(int index, NoPrimary failure) {
        return servers.get(index)
                .create()
                .flatMap(connection -> primaryOrClosed(connection, index))
                .timeout(patience)
                .onErrorResume(problem -> {
                    failure.addSuppressed(problem);
                    return Mono.empty();
                });
    }

    private Mono<PostgresqlConnection> primaryOrClosed(PostgresqlConnection connection, int index) {
        return connection
                .createStatement("SHOW transaction_read_only")
                .execute()
                .flatMap(result -> result.map((row, columns) -> "off".equals(row.get(0, String.class))))
                .last()
                .flatMap(writable -> {
                    if (!writable) {
                        return connection.close().then(Mono.<PostgresqlConnection>empty());
                    }
                    found(index);
                    open.add(connection);
                    return Mono.just(connection);
                })
                .onErrorResume(problem -> connection.close().then(Mono.error(problem)));
    }

    private void found(int index) {
        if (index != primary) {
            log.atWarn()
                    .addKeyValue("server", addresses.servers().get(index))
                    .log("Another server of PostgreSQL takes writes now");
            primary = index;
        }
    }

    /** Closes every connection, busy ones too: the server that they lead to takes no writes any more. */
    public void retire() {
        List<PostgresqlConnection> retired;
        synchronized (open) {
            retired = List.copyOf(open);
            open.clear();
        }
        Flux.fromIterable(retired)
                .flatMap(connection -> connection.close().onErrorComplete())
                .subscribe();
    }

    /** Whether a failure means that somebody did not answer in time; a server that refuses has answered. */
    public static boolean isSilence(Throwable failure) {
        return failure instanceof TimeoutException
                || Arrays.stream(failure.getSuppressed()).anyMatch(TimeoutException.class::isInstance);
    }

    @Override
    public ConnectionFactoryMetadata getMetadata() {
        return servers.getFirst().getMetadata();
    }

    /** No server takes writes; what each said is suppressed in it. */
    static final class NoPrimary extends io.r2dbc.spi.R2dbcTransientResourceException {
        private static final long serialVersionUID = 1;

        NoPrimary(DatabaseServers servers) {
            super("no server of PostgreSQL takes writes (%s)".formatted(servers), "08001");
        }
    }
}
