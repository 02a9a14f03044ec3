package dev.chirp.gateway.pressure;

import dev.chirp.gateway.meter.GatewayMeter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/**
 * Whether recordings come faster than they are worked on, looked at away from the requests. It never refuses because it
 * could not look: what cannot be reached refuses by itself.
 */
@Component
public final class Pressure implements SmartLifecycle {
    /** When who was refused may come back; a backlog is not worked off in seconds. */
    public static final Duration PAUSE = Duration.ofSeconds(30);

    private static final Logger log = LoggerFactory.getLogger(Pressure.class);
    private final Readings readings;
    private final PressureSettings settings;
    private volatile Map<Reason, Budget> budgets;
    private @Nullable Disposable looking;

    Pressure(Readings readings, PressureSettings settings, MeterRegistry meters) {
        this.readings = readings;
        this.settings = settings;
        this.budgets = Map.of(
                Reason.UNPUBLISHED_EVENTS,
                        Budget.of((double) settings.oldestUnpublished().toSeconds()),
                Reason.UNPUBLISHED_BYTES,
                        Budget.of((double) settings.unpublishedBytes().toBytes()),
                Reason.CLASSIFY_LAG, Budget.of(settings.classifyCaptures()),
                Reason.CLASSIFY_AGE, Budget.of((double) settings.classifyAge().toSeconds()),
                Reason.CLASSIFY_SLOW, Budget.of((double) settings.classifyP95().toMillis()),
                Reason.DEAD_LETTERS, Budget.of(settings.deadLetters()),
                Reason.DISK_FULL, Budget.of(1));
        for (Reason reason : Reason.values()) {
            GatewayMeter.PRESSURE.gauge(meters, () -> isPassed(reason) ? 1 : 0, "reason", reason.word());
        }
    }

    /** Why no more is taken; the first one counts. */
    public enum Reason {
        DISK_FULL,
        UNPUBLISHED_EVENTS,
        UNPUBLISHED_BYTES,
        CLASSIFY_LAG,
        CLASSIFY_AGE,
        CLASSIFY_SLOW,
        DEAD_LETTERS;

        /** As meters and logs have it. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Empty while all is well; costs a few reads of memory. */
    public Optional<Reason> reason() {
        return Arrays.stream(Reason.values()).filter(this::isPassed).findFirst();
    }

    private boolean isPassed(Reason reason) {
        Budget budget = budgets.get(reason);
        return budget != null && budget.passed();
    }

    @Override
    public void start() {
        looking = Mono.defer(this::look)
                .repeatWhen(done -> done.delayElements(settings.sampleEvery()))
                .subscribe(done -> {}, Pressure::failed);
    }

    /** Never fails: what is not known now leaves the budgets as they were. */
    Mono<Void> look() {
        return Mono.defer(readings::take)
                .doOnNext(this::note)
                .doOnError(Pressure::failed)
                .onErrorComplete()
                .then();
    }

    private static void failed(Throwable failure) {
        log.atWarn().setCause(failure).log("The pipeline could not be looked at");
    }

    private void note(Map<Reason, Double> used) {
        Map<Reason, Budget> now = new EnumMap<>(budgets);
        now.replaceAll((reason, before) -> {
            Budget after = before.after(used.getOrDefault(reason, Double.NaN));
            if (after.passed() != before.passed()) {
                log.atWarn()
                        .addKeyValue("reason", reason.word())
                        .addKeyValue("passed", after.passed())
                        .addKeyValue("used", used.get(reason))
                        .log("Budget of the pipeline");
            }
            return after;
        });
        budgets = now;
    }

    @Override
    public void stop() {
        if (looking != null) {
            looking.dispose();
            looking = null;
        }
    }

    @Override
    public boolean isRunning() {
        return looking != null;
    }

    /** Stops after intake: Spring stops what depends on a bean together with it, whatever phase that has. */
    @Override
    public int getPhase() {
        return 0;
    }
}
