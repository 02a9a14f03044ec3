package dev.chirp.storage.s3;

import dev.chirp.storage.BlobStore;
import dev.chirp.storage.BlobWriter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.retry.RetryMode;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3AsyncClientBuilder;

/** A blob store in a bucket, through the asynchronous client of the AWS SDK; thread-safe. */
public final class S3BlobStore implements BlobStore {
    private final ReactorHttp http;
    private final Bucket bucket;
    private final long partBytes;

    /** Connects with the first call. */
    public S3BlobStore(S3Settings settings, MeterRegistry meters) {
        this.http = new ReactorHttp(settings.maxConnections(), settings.attemptTimeout());
        this.bucket = new Bucket(
                client(settings, http),
                new S3Calls(settings.callTimeout(), meters),
                settings.bucket(),
                settings.prefix(),
                settings.spool());
        this.partBytes = settings.partSize().toBytes();
    }

    private static S3AsyncClient client(S3Settings settings, ReactorHttp http) {
        S3AsyncClientBuilder builder = S3AsyncClient.builder()
                .httpClient(http)
                .region(Region.of(settings.region()))
                // Every part carries a CRC-32C of ours, made while the bytes came.
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .serviceConfiguration(s3 -> s3.expectContinueEnabled(false))
                .overrideConfiguration(calls -> calls.retryStrategy(RetryMode.STANDARD)
                        .apiCallAttemptTimeout(settings.attemptTimeout())
                        .apiCallTimeout(settings.callTimeout()));
        if (settings.endpoint() != null) {
            builder.endpointOverride(settings.endpoint()).forcePathStyle(true);
        }
        if (settings.accessKey() != null && settings.secretKey() != null) {
            builder.credentialsProvider(StaticCredentialsProvider.create(
                    AwsBasicCredentials.create(settings.accessKey(), settings.secretKey())));
        }
        return builder.build();
    }

    @Override
    public BlobWriter create(String key) throws IOException {
        bucket.resolve(key);
        return new S3Writer(bucket, key, partBytes);
    }

    @Override
    public SeekableByteChannel open(String key) throws IOException {
        return new S3Reader(bucket, key, bucket.head(key));
    }

    /** S3 copies; only objects of less than 5 MiB and their neighbours' beginnings pass through here. */
    @Override
    public void join(String key, List<String> parts) throws IOException {
        bucket.resolve(key);
        new S3Join(bucket, key, parts).run();
    }

    @Override
    public boolean delete(String key) throws IOException {
        if (!exists(key)) {
            return false;
        }
        bucket.calls()
                .await(
                        "delete",
                        key,
                        () -> bucket.client()
                                .deleteObject(
                                        object -> object.bucket(bucket.name()).key(bucket.resolve(key))));
        return true;
    }

    @Override
    public boolean exists(String key) throws IOException {
        try {
            bucket.head(key);
            return true;
        } catch (NoSuchFileException missing) {
            return false;
        }
    }

    @Override
    public Stream<String> changedBefore(String folder, Instant moment) throws IOException {
        S3Listing listing = new S3Listing(bucket, folder, moment);
        listing.abortUnfinished();
        return listing.keys();
    }

    @Override
    public void close() {
        bucket.client().close();
        http.close();
    }
}
