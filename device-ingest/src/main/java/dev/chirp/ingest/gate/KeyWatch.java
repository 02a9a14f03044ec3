package dev.chirp.ingest.gate;

import dev.chirp.ingest.device.DeviceKeys;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Ends the connections of keys and certificates that were revoked, have expired or are gone with their device: asks the
 * database about those in use, every {@value #EVERY_SECONDS} s. While it is away, who is connected stays.
 */
final class KeyWatch implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(KeyWatch.class);
    private static final int EVERY_SECONDS = 2;
    private static final int ASKED_AT_ONCE = 1_000;
    private final FrameGate gate;
    private final DeviceKeys keys;
    private Disposable watch = Disposables.disposed();

    KeyWatch(FrameGate gate, DeviceKeys keys) {
        this.gate = gate;
        this.keys = keys;
    }

    @Override
    public void start() {
        watch = Flux.interval(Duration.ofSeconds(EVERY_SECONDS))
                .onBackpressureDrop()
                .concatMap(
                        tick -> look().onErrorResume(failure -> {
                            log.atWarn().setCause(failure).log("Keys in use cannot be looked at");
                            return Mono.empty();
                        }),
                        0)
                .subscribe(
                        found -> {}, failure -> log.atError().setCause(failure).log("Keys in use are not looked at"));
    }

    private Mono<Void> look() {
        return look(gate.keysInUse(), keys::live, gate::revokeKeys)
                .then(look(gate.certificatesInUse(), keys::certified, gate::revokeCertificates));
    }

    private static Mono<Void> look(
            Set<UUID> inUse, Function<List<UUID>, Mono<Set<UUID>>> stillGood, Consumer<Set<UUID>> end) {
        return Flux.fromIterable(inUse)
                .buffer(ASKED_AT_ONCE)
                .concatMap(some -> stillGood.apply(some).doOnNext(good -> {
                    Set<UUID> dead = new HashSet<>(some);
                    dead.removeAll(good);
                    if (!dead.isEmpty()) {
                        end.accept(dead);
                    }
                }))
                .then();
    }

    @Override
    public void stop() {
        watch.dispose();
    }

    @Override
    public boolean isRunning() {
        return !watch.isDisposed();
    }
}
