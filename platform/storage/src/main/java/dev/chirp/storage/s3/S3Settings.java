package dev.chirp.storage.s3;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Properties {@code chirp.storage.s3.*}.
 *
 * @param bucket which has to exist
 * @param prefix before every key, for a bucket that others use too; ends with a slash, or is empty
 * @param endpoint of a server that is not Amazon's; buckets are then part of the path, not of the host name
 * @param accessKey with {@code secretKey}; without them the AWS SDK looks where it always does (environment, profile,
 *     the machine's own role)
 * @param partSize of a large object on its way up; one part at a time waits in a file of {@code spool}
 * @param spool a folder on this machine's disk; the system's temporary folder when it is not given
 * @param maxConnections at one time, over all objects
 * @param attemptTimeout for one request, its answer included
 * @param callTimeout for all attempts together
 */
public record S3Settings(
        String bucket,
        @DefaultValue("") String prefix,
        @DefaultValue("us-east-1") String region,
        @Nullable URI endpoint,
        @Nullable String accessKey,
        @Nullable String secretKey,
        @DefaultValue("16MB") DataSize partSize,
        @Nullable Path spool,
        @DefaultValue("64") int maxConnections,
        @DefaultValue("15s") Duration attemptTimeout,
        @DefaultValue("40s") Duration callTimeout) {
    /** Below this a part that is not the last one is refused by S3. */
    static final long LEAST_PART_BYTES = 5L << 20;

    @SuppressWarnings("NullAway") // the binder hands null over when there is no bucket
    public S3Settings {
        if (bucket == null || bucket.isBlank()) {
            throw new IllegalArgumentException("chirp.storage.s3.bucket is missing");
        }
        if (!prefix.isEmpty() && !prefix.endsWith("/")) {
            throw new IllegalArgumentException("prefix: %s (expected: a slash at its end)".formatted(prefix));
        }
        if (partSize.toBytes() < LEAST_PART_BYTES) {
            throw new IllegalArgumentException("partSize: %s (expected: at least 5MB)".formatted(partSize));
        }
        if ((accessKey == null) != (secretKey == null)) {
            throw new IllegalArgumentException("chirp.storage.s3.access-key and .secret-key belong together");
        }
    }
}
