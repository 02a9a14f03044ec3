package dev.chirp.ingest.intake;

import dev.chirp.contracts.intake.ClipReceipt;
import dev.chirp.ingest.meter.IngestMeter;
import dev.chirp.telemetry.Breakers;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The connection to the gateway, and when it is worth calling. Behind an open circuit breaker nothing is called; while
 * none of a clip's sound has been sent, its call may be tried again, twice, after 50 to 400 ms, as far as a budget that
 * all clips share allows it. gRPC itself must not retry: it would keep every clip in memory for that.
 */
final class IntakeLine {
    private static final int MOST_RETRIES = 2;
    private static final long FIRST_PAUSE_MILLIS = 100;

    private static final int GATHERED_BYTES = 8 * 1024 * 1024;
    private static final int LEAST_MESSAGE_BYTES = 8 * 1024;
    /** The allocator has sizes of all multiples up to the largest message. */
    private static final int MESSAGE_STEP_BYTES = 8 * 1024;
    /** As much as the contract lets a chunk have. */
    private static final int MOST_MESSAGE_BYTES = 64 * 1024;

    private final AtomicInteger clips = new AtomicInteger();
    private final ManagedChannel channel;
    private final CircuitBreaker breaker;
    private final RetryBudget budget = new RetryBudget();
    private final Counter retries;
    private final Counter refused;

    IntakeLine(String address, MeterRegistry meters) {
        this.channel = NettyChannelBuilder.forTarget(address)
                .usePlaintext()
                // A name may stand for several gateways; a clip goes to the next one.
                .defaultLoadBalancingPolicy("round_robin")
                .disableRetry()
                .keepAliveTime(30, TimeUnit.SECONDS)
                .keepAliveTimeout(5, TimeUnit.SECONDS)
                .build();
        this.breaker = Breakers.create("intake", IngestMeter.INTAKE_BREAKER, meters);
        // gRPC waits up to two minutes between two attempts; a trial call should find out at once.
        breaker.getEventPublisher().onStateTransition(event -> channel.resetConnectBackoff());
        this.retries = IngestMeter.INTAKE_RETRIES.counter(meters);
        this.refused = IngestMeter.INTAKE_NOT_CALLED.counter(meters);
    }

    void clipBegins() {
        clips.incrementAndGet();
    }

    void clipEnds() {
        clips.decrementAndGet();
    }

    /** How much sound goes into one message: all clips together gather 8 MiB, each of them 8 to 64 KiB. */
    int messageBytes() {
        int share = GATHERED_BYTES / Math.max(1, clips.get());
        return Math.clamp(share - share % MESSAGE_STEP_BYTES, LEAST_MESSAGE_BYTES, MOST_MESSAGE_BYTES);
    }

    /** Whether a clip may begin now; {@link #well}, {@link #badly} or {@link #undecided} follows once if so. */
    boolean mayCall() {
        boolean may = breaker.tryAcquirePermission();
        if (!may) {
            refused.increment();
        }
        return may;
    }

    ClientCall<Outgoing, ClipReceipt> call(CallOptions options) {
        return channel.newCall(Outgoing.UPLOAD, options);
    }

    /** The gateway has answered, whatever it said. */
    void well() {
        budget.earn();
        breaker.onSuccess(0, TimeUnit.NANOSECONDS);
    }

    void badly(Status status) {
        breaker.onError(0, TimeUnit.NANOSECONDS, status.asRuntimeException());
    }

    /** The clip ended for reasons that are not the gateway's. */
    void undecided() {
        breaker.releasePermission();
    }

    /** How long to wait before a call that found nobody is tried again; empty when it is not. */
    OptionalLong retryAfterMillis(int retriesBefore, Status status) {
        if (retriesBefore >= MOST_RETRIES || status.getCode() != Status.Code.UNAVAILABLE || !budget.spend()) {
            return OptionalLong.empty();
        }
        retries.increment();
        long longest = FIRST_PAUSE_MILLIS << (2 * retriesBefore);
        return OptionalLong.of(ThreadLocalRandom.current().nextLong(longest / 2, longest + 1));
    }

    /** As gRPC sees the connection; asks for one when there is none. */
    ConnectivityState connection() {
        return channel.getState(true);
    }

    void close() throws InterruptedException {
        channel.shutdown();
        if (!channel.awaitTermination(5, TimeUnit.SECONDS)) {
            channel.shutdownNow();
        }
    }
}
