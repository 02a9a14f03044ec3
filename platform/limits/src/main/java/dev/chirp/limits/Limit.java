package dev.chirp.limits;

import io.github.bucket4j.BucketConfiguration;
import java.time.Duration;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * How much each subject may do: a bucket of {@code burst} tokens, into which {@code refill} tokens flow evenly in each
 * {@code period}.
 *
 * @param name a short word, part of keys in Redis, tags of meters and the headers of answers
 */
public record Limit(String name, long burst, long refill, Duration period) {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z-]{0,31}");

    public Limit {
        Objects.requireNonNull(period);
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("name: " + name + " (expected: up to 32 of a-z and -)");
        }
        if (burst < 1 || refill < 1 || period.isNegative() || period.isZero()) {
            throw new IllegalArgumentException(
                    name + ": burst " + burst + ", " + refill + " in " + period + " (expected: more than nothing)");
        }
    }

    /** What a user may change over HTTP and WebSocket together: 60 a minute. */
    public static Limit user() {
        return perMinute("user", 60, 60);
    }

    /** Clips of a device: 60 a minute, 20 of them at once. */
    public static Limit device() {
        return perMinute("device", 20, 60);
    }

    /** Bytes of resumable uploads of a user, in KiB: 4 GiB a minute. */
    public static Limit uploadKib() {
        return perMinute("upload", 4L << 20, 4L << 20);
    }

    public static Limit perMinute(String name, long burst, long refill) {
        return new Limit(name, burst, refill, Duration.ofMinutes(1));
    }

    BucketConfiguration bucket() {
        return BucketConfiguration.builder()
                .addLimit(bandwidth -> bandwidth.capacity(burst).refillGreedy(refill, period))
                .build();
    }
}
