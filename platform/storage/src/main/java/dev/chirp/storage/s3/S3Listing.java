package dev.chirp.storage.s3;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.MultipartUpload;

/** What there is in one folder; a page of keys is asked for when the last one was read. */
final class S3Listing {
    private final Bucket bucket;
    private final String folder;
    private final Instant before;

    S3Listing(Bucket bucket, String folder, Instant before) {
        this.bucket = bucket;
        this.folder = bucket.resolve(folder) + "/";
        this.before = before;
    }

    /** Objects in the folder itself that were last changed before the moment. */
    Stream<String> keys() throws IOException {
        return Stream.iterate(page(null), Objects::nonNull, this::next)
                .flatMap(page -> page.contents().stream())
                .filter(object -> object.lastModified().isBefore(before))
                .map(object -> object.key().substring(bucket.prefix().length()));
    }

    private ListObjectsV2Response page(@Nullable String token) throws IOException {
        return bucket.calls()
                .await(
                        "list",
                        folder,
                        () -> bucket.client()
                                .listObjectsV2(list -> list.bucket(bucket.name())
                                        .prefix(folder)
                                        .delimiter("/")
                                        .continuationToken(token)));
    }

    @SuppressWarnings("NullAway") // null ends the iteration
    private ListObjectsV2Response next(ListObjectsV2Response page) {
        if (!Boolean.TRUE.equals(page.isTruncated())) {
            return null;
        }
        try {
            return page(page.nextContinuationToken());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Gives up objects that nobody completes any more; those of one page, so others may be left for the next time. */
    void abortUnfinished() throws IOException {
        List<MultipartUpload> uploads = bucket.calls()
                .await(
                        "list_uploads",
                        folder,
                        () -> bucket.client()
                                .listMultipartUploads(
                                        list -> list.bucket(bucket.name()).prefix(folder)))
                .uploads();
        for (MultipartUpload upload : uploads) {
            if (upload.initiated().isBefore(before)) {
                bucket.abort(upload.key().substring(bucket.prefix().length()), upload.uploadId());
            }
        }
    }
}
