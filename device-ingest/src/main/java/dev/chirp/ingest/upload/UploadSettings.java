package dev.chirp.ingest.upload;

import java.time.Duration;
import java.time.Instant;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Properties {@code chirp.ingest.upload.*}.
 *
 * @param chunkSize of the chunk API, and of the objects that a stream of tus is cut into
 * @param maxSize of one recording
 * @param maxOpen uploads of one user that are not finished
 * @param quota bytes that one user may have stored or announced
 * @param abandonedAfter an upload that nothing came for is deleted
 * @param emptyAfter the same for one that nothing has come for at all
 * @param cleanEvery how often those are looked for
 * @param threads that may wait for the disk or the database
 * @param queue requests that may wait for each of them; more get 503
 * @param receivers bodies that may be on their way at once, each with up to 1 MB waiting for the disk; more get 503
 * @param receiversPerUser the same for one user, who gets 429
 * @param patience how long the next bytes of a body may take
 * @param minFree the part of the store's disk that has to be free for new bytes, from 0 to 1; below it 503
 */
@ConfigurationProperties("chirp.ingest.upload")
record UploadSettings(
        @DefaultValue("8MB") DataSize chunkSize,
        @DefaultValue("2GB") DataSize maxSize,
        @DefaultValue("20") int maxOpen,
        @DefaultValue("100GB") DataSize quota,
        @DefaultValue("24h") Duration abandonedAfter,
        @DefaultValue("1h") Duration emptyAfter,
        @DefaultValue("1h") Duration cleanEvery,
        @DefaultValue("8") int threads,
        @DefaultValue("64") int queue,
        @DefaultValue("128") int receivers,
        @DefaultValue("16") int receiversPerUser,
        @DefaultValue("60s") Duration patience,
        @DefaultValue("0.1") double minFree) {

    /** When an upload is deleted if nothing comes for it. */
    Instant expiryOf(Upload upload) {
        return upload.updatedAt().plus(upload.received() == 0 ? emptyAfter : abandonedAfter);
    }

    UploadSettings {
        if (chunkSize.toBytes() < 5 * 1024 * 1024 || chunkSize.toBytes() > 10 * 1024 * 1024) {
            throw new IllegalArgumentException("chunkSize: " + chunkSize + " (expected: 5MB..10MB)");
        }
    }
}
