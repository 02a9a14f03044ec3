package dev.chirp.storage.settings;

import dev.chirp.storage.BlobStore;
import dev.chirp.storage.FileBlobStore;
import dev.chirp.storage.ReportedFailures;
import dev.chirp.storage.s3.S3BlobStore;
import dev.chirp.storage.s3.S3Settings;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Properties {@code chirp.storage.*}, the same for every service that reads or writes objects.
 *
 * @param root the folder of the store, when {@code s3} is not given
 * @param s3 a bucket in place of the folder
 */
@ConfigurationProperties("chirp.storage")
public record StorageSettings(
        @DefaultValue("data") Path root, @Nullable S3Settings s3) {

    /** The store that is configured; nothing is asked of it yet. Its owner closes it. */
    public BlobStore open(MeterRegistry meters) {
        return new ReportedFailures(s3 == null ? new FileBlobStore(root) : new S3BlobStore(s3, meters), meters);
    }
}
