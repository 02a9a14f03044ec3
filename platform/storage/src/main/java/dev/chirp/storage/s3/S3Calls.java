package dev.chirp.storage.s3;

import dev.chirp.storage.StorageMeter;
import dev.chirp.telemetry.Breakers;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

/**
 * Waits for calls of S3, each with a deadline. The SDK tries again, after pauses of random length and within a budget of
 * its client; a circuit breaker refuses calls for a moment when most of the last ones have failed all the same.
 */
final class S3Calls {
    /** The SDK ends a call itself; this is for the case that it does not. */
    private static final Duration GRACE = Duration.ofSeconds(5);

    private static final int TOO_MANY_REQUESTS = 429;
    private static final int SERVER_ERROR = 500;

    private final Duration timeout;
    private final MeterRegistry meters;
    private final CircuitBreaker breaker;

    S3Calls(Duration timeout, MeterRegistry meters) {
        this.timeout = timeout.plus(GRACE);
        this.meters = meters;
        this.breaker = Breakers.create("s3", StorageMeter.S3_BREAKER, meters);
    }

    /**
     * The answer of a call; {@link NoSuchFileException} when its object is missing.
     *
     * @param operation for the metrics, one of few
     * @param key for the message
     */
    <T> T await(String operation, String key, Supplier<CompletableFuture<T>> call) throws IOException {
        if (!breaker.tryAcquirePermission()) {
            count(operation, "not_tried", 0);
            throw new IOException(
                    "S3 " + operation + " of " + key + " was not tried: S3 has failed too often just now");
        }
        long start = System.nanoTime();
        CompletableFuture<T> answer = begin(call);
        try {
            T result = answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            ended(operation, "done", start);
            return result;
        } catch (InterruptedException e) {
            answer.cancel(true);
            breaker.releasePermission();
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("S3 " + operation + " of " + key);
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw failed(operation, key, start, e);
        } catch (ExecutionException e) {
            throw failure(operation, key, start, e.getCause() == null ? e : e.getCause());
        }
    }

    private static <T> CompletableFuture<T> begin(Supplier<CompletableFuture<T>> call) {
        try {
            return call.get();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private IOException failure(String operation, String key, long start, Throwable cause) {
        if (cause instanceof NoSuchKeyException) {
            ended(operation, "missing", start);
            return new NoSuchFileException(key);
        }
        if (cause instanceof NoSuchBucketException) {
            return failed(operation, key, start, cause);
        }
        if (cause instanceof AwsServiceException refusal
                && refusal.statusCode() < SERVER_ERROR
                && refusal.statusCode() != TOO_MANY_REQUESTS) {
            ended(operation, "refused", start);
            return new IOException(message(operation, key, refusal), refusal);
        }
        return failed(operation, key, start, cause);
    }

    private IOException failed(String operation, String key, long start, Throwable cause) {
        long nanos = System.nanoTime() - start;
        breaker.onError(nanos, TimeUnit.NANOSECONDS, cause);
        count(operation, "failed", nanos);
        return new IOException(message(operation, key, cause), cause);
    }

    private static String message(String operation, String key, Throwable cause) {
        return "S3 %s of %s failed: %s".formatted(operation, key, cause.getMessage());
    }

    private void ended(String operation, String outcome, long start) {
        long nanos = System.nanoTime() - start;
        breaker.onSuccess(nanos, TimeUnit.NANOSECONDS);
        count(operation, outcome, nanos);
    }

    private void count(String operation, String outcome, long nanos) {
        StorageMeter.S3_LATENCY
                .timer(meters, "operation", operation, "outcome", outcome)
                .record(nanos, TimeUnit.NANOSECONDS);
    }
}
