package dev.chirp.messaging;

import dev.chirp.contracts.event.ConsumerGroup;
import dev.chirp.contracts.event.EventId;
import dev.chirp.messaging.JobTable.Claimed;
import dev.chirp.telemetry.trace.Operation;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.context.Scope;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Works on the jobs of a group, one at a time, on a virtual thread of its own; a second one renews its lease. What a
 * crash interrupts is taken up by any instance when the lease ends. Failures are treated as those of events: again after
 * 1, 2 and 4 s, then a dead letter; a dependency that is away costs no attempt.
 */
public final class JobRunner implements SmartLifecycle {
    static final Duration LEASE = Duration.ofSeconds(10);

    private static final Logger log = LoggerFactory.getLogger(JobRunner.class);
    private static final Duration RENEW_EVERY = Duration.ofSeconds(2);
    private static final Duration LOOK_EVERY = Duration.ofMillis(500);
    private static final Duration AFTER_OUTAGE = Duration.ofSeconds(1);
    private static final Duration STOP = Duration.ofSeconds(10);

    private final ConsumerGroup group;
    private final FailurePolicy policy;
    private final EventWriter events;
    private final EventListener listener;
    private final JobListener work;
    private final JobTable table;
    private volatile JobTable.Count count = new JobTable.Count(0, 0);
    private volatile @Nullable Job current;
    private volatile @Nullable CountDownLatch stop;
    private @Nullable Thread worker;
    private @Nullable Thread renewer;

    /** @param listener writes the effect of an event whose job is given up */
    public JobRunner(
            ConsumerGroup group,
            FailurePolicy policy,
            EventWriter events,
            EventListener listener,
            JobListener work,
            MeterRegistry meters) {
        this.group = group;
        this.policy = policy;
        this.events = events;
        this.listener = listener;
        this.work = work;
        this.table = new JobTable(group.groupId());
        MessagingMeter.JOBS.gauge(meters, () -> count.jobs(), "group", group.groupId());
        MessagingMeter.JOBS_OLDEST_AGE.gauge(meters, () -> count.oldestAgeSeconds(), "group", group.groupId());
    }

    @Override
    public synchronized void start() {
        CountDownLatch latch = new CountDownLatch(1);
        stop = latch;
        // Not virtual: work on files does not give its carrier back, and on one processor the lease would lapse.
        worker = Thread.ofPlatform().daemon().name(group.groupId() + "-jobs").start(() -> every(latch, this::next));
        renewer = Thread.ofPlatform()
                .daemon()
                .name(group.groupId() + "-job-lease")
                .start(() -> every(latch, this::renew));
    }

    private interface Round {
        /** Returns how long to wait before the next. */
        Duration run() throws SQLException;
    }

    private void every(CountDownLatch latch, Round round) {
        try {
            Duration pause = Duration.ZERO;
            while (!latch.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                try {
                    pause = round.run();
                } catch (Exception | Error e) {
                    // Thrown on, it would end the thread without a word.
                    if (!SqlFailure.isDatabaseAway(e)) {
                        log.atError()
                                .addKeyValue("group", group.groupId())
                                .setCause(e)
                                .log("Jobs interrupted");
                    }
                    pause = AFTER_OUTAGE;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Duration next() throws SQLException {
        Claimed claimed;
        try (Connection connection = events.dataSource().getConnection()) {
            count = table.count(connection);
            claimed = count.jobs() == 0 ? null : table.claim(connection, LEASE);
        }
        if (claimed == null) {
            return LOOK_EVERY;
        }
        switch (Decoded.of(claimed.message(), group.stream(), claimed.replayed())) {
            case Decoded.Poison(String reason, String detail) ->
                giveUp(claimed, null, new DeadReason(reason, detail, "", 0));
            case Decoded.Event(Received received) -> {
                Operation operation = Operation.process(group.stream().topic(), received.traceparent());
                try (Scope _ = operation.onThisThread()) {
                    take(
                            operation,
                            claimed,
                            new Job(
                                    claimed.id(),
                                    claimed.lease(),
                                    received.during(operation),
                                    claimed.message(),
                                    claimed.attempts(),
                                    claimed.state()));
                } finally {
                    operation.end();
                }
            }
        }
        return Duration.ZERO;
    }

    private void take(Operation operation, Claimed claimed, Job job) throws SQLException {
        current = job;
        try {
            Effect effect = work.on(job);
            events.inTransaction(tx -> {
                if (table.end(tx.connection(), job.id(), job.lease())) {
                    effect.apply(tx);
                }
                return true;
            });
        } catch (Job.Abandoned e) {
            leave(job, job.attempts(), Duration.ZERO);
        } catch (Failure.DependencyDown e) {
            operation.failed(e);
            log.atInfo()
                    .addKeyValue("event_id", job.received().eventId())
                    .setCause(e)
                    .log("Job waits for a dependency");
            leave(job, job.attempts(), AFTER_OUTAGE);
        } catch (Failure.Hopeless e) {
            operation.failed(e);
            giveUp(claimed, job.received(), DeadReason.of(e, job.attempts()));
        } catch (Exception | LinkageError | StackOverflowError e) {
            operation.failed(e);
            if (!(e instanceof Failure) && SqlFailure.isDatabaseAway(e)) {
                leave(job, job.attempts(), AFTER_OUTAGE);
            } else {
                failed(claimed, job, e);
            }
        } finally {
            current = null;
        }
    }

    private void failed(Claimed claimed, Job job, Throwable error) throws SQLException {
        log.atWarn()
                .addKeyValue("event_id", job.received().eventId())
                .addKeyValue("request_id", job.received().requestId())
                .addKeyValue("attempt", job.attempts() + 1)
                .setCause(error)
                .log("Job failed");
        if (job.attempts() == policy.retryDelays().size()) {
            giveUp(claimed, job.received(), DeadReason.of(error, job.attempts()));
        } else {
            leave(job, job.attempts() + 1, policy.retryDelays().get(job.attempts()));
        }
    }

    private void leave(Job job, int attempts, Duration delay) throws SQLException {
        try (Connection connection = events.dataSource().getConnection()) {
            table.leave(connection, job, attempts, delay);
        }
    }

    private void giveUp(Claimed claimed, @Nullable Received received, DeadReason reason) throws SQLException {
        Turn turn = new Turn(claimed.message(), claimed.message().seq() - 1, null);
        try {
            bury(claimed, reason, Burial.effect(turn, received, reason, listener));
        } catch (SQLException | RuntimeException e) {
            if (SqlFailure.isDatabaseAway(e)) {
                throw e;
            }
            log.atError().addKeyValue("job_id", claimed.id()).setCause(e).log("Dead letter without its effect");
            bury(claimed, reason, Effect.none());
        }
    }

    private void bury(Claimed claimed, DeadReason reason, Effect effect) throws SQLException {
        events.write(tx -> {
            if (!table.end(tx.connection(), claimed.id(), claimed.lease())) {
                return false;
            }
            effect.apply(tx);
            var dlqId = EventId.next();
            DeadLetterRow.insert(tx.connection(), group, dlqId, claimed.message(), reason);
            tx.append(DeadLetterEvent.of(group, dlqId, claimed.message(), reason, DeadLetterEvent.Form.ORIGINAL));
            log.atWarn()
                    .addKeyValue("event_id", claimed.message().eventId())
                    .addKeyValue("reason", reason.code())
                    .addKeyValue("retries", reason.retries())
                    .log("Job dead-lettered");
            return true;
        });
    }

    private Duration renew() throws SQLException {
        Job job = current;
        if (job != null) {
            try (Connection connection = events.dataSource().getConnection()) {
                if (!table.renew(connection, job, LEASE) && job == current) {
                    job.abandon("the lease is lost");
                }
            }
        }
        return RENEW_EVERY;
    }

    /** Leaves the current job where it is; the next instance goes on from there. */
    @Override
    public void stop() {
        CountDownLatch latch = stop;
        if (latch == null) {
            return;
        }
        latch.countDown();
        Job job = current;
        if (job != null) {
            job.abandon("the service stops");
        }
        try {
            join(worker);
            join(renewer);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        stop = null;
    }

    private static void join(@Nullable Thread thread) throws InterruptedException {
        if (thread != null) {
            thread.join(STOP);
        }
    }

    @Override
    public boolean isRunning() {
        return stop != null;
    }
}
