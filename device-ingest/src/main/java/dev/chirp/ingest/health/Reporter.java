package dev.chirp.ingest.health;

import dev.chirp.contracts.event.Signal.DeviceReported;
import dev.chirp.ingest.meter.IngestMeter;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Every few seconds, on a thread of its own: brings what is new of all devices to the database and then to Kafka, so that
 * who hears of it finds it. Reports that the database does not take are lost, and told to Kafka all the same.
 */
final class Reporter implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(Reporter.class);
    private static final Duration LAST_REPORT = Duration.ofSeconds(3);

    private final DeviceStates states;
    private final ReportTable table;
    private final ReportSignals signals;
    private final HealthSettings settings;
    private final Counter kept;
    private final Counter lost;
    private Scheduler thread = Schedulers.immediate();
    private Disposable reporting = Disposables.disposed();

    Reporter(
            DeviceStates states,
            ReportTable table,
            ReportSignals signals,
            HealthSettings settings,
            MeterRegistry meters) {
        this.states = states;
        this.table = table;
        this.signals = signals;
        this.settings = settings;
        this.kept = IngestMeter.REPORTS.counter(meters);
        this.lost = IngestMeter.REPORTS_DROPPED.counter(meters, "reason", "database");
    }

    @Override
    public void start() {
        thread = Schedulers.newSingle("device-reports", true);
        reporting = Flux.interval(settings.every(), thread)
                .onBackpressureDrop()
                .concatMap(tick -> report(), 0)
                .subscribe(
                        nothing -> {},
                        failure -> log.atError().setCause(failure).log("Devices are not reported"));
    }

    private Mono<Void> report() {
        return Flux.defer(() -> Flux.fromIterable(states.take()))
                .buffer(settings.batch())
                .concatMap(this::report, 1)
                .then();
    }

    private Mono<Void> report(List<DeviceReported> reports) {
        return Mono.defer(() -> table.keep(reports))
                .doOnSuccess(done -> kept.increment(reports.size()))
                .onErrorResume(failure -> {
                    lost.increment(reports.size());
                    log.atWarn()
                            .addKeyValue("reports", reports.size())
                            .setCause(failure)
                            .log("Reports are lost");
                    return Mono.empty();
                })
                .then(Mono.<Void>fromRunnable(() -> reports.forEach(signals::send))
                        .subscribeOn(thread));
    }

    /** What the last moments brought is reported, too. */
    @Override
    public void stop() {
        reporting.dispose();
        try {
            report().block(LAST_REPORT);
        } catch (IllegalStateException late) {
            log.atInfo().setCause(late).log("The last reports are lost");
        }
        thread.dispose();
    }

    @Override
    public boolean isRunning() {
        return !reporting.isDisposed();
    }

    /** Stops after everything that devices come in by. */
    @Override
    public int getPhase() {
        return 0;
    }
}
