package dev.chirp.storage.s3;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CopyPartResult;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchUploadException;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/**
 * The bucket, by the keys of the store. Every method blocks until S3 has answered.
 *
 * @param prefix before every key
 */
record Bucket(
        S3AsyncClient client,
        S3Calls calls,
        String name,
        String prefix,
        @Nullable Path spool) {
    private static final Set<String> NOT_SEGMENTS = Set.of("", ".", "..");

    /** The key in the bucket; refuses what a folder of files would refuse. */
    String resolve(String key) {
        for (String segment : key.split("/", -1)) {
            if (NOT_SEGMENTS.contains(segment)) {
                throw new IllegalArgumentException("key: " + key + " (expected: a path inside the store)");
            }
        }
        return prefix + key;
    }

    /** {@link NoSuchFileException} when there is none; another failure when there is not even the bucket. */
    HeadObjectResponse head(String key) throws IOException {
        String resolved = resolve(key);
        try {
            return calls.await(
                    "head",
                    key,
                    () -> client.headObject(object -> object.bucket(name).key(resolved)));
        } catch (NoSuchFileException missing) {
            requirePresent();
            throw missing;
        }
    }

    private void requirePresent() throws IOException {
        try {
            calls.await("head_bucket", name, () -> client.headBucket(bucket -> bucket.bucket(name)));
        } catch (IOException e) {
            throw new IOException("The blob store is away: no bucket " + name, e);
        }
    }

    void put(String key, Spool bytes) throws IOException {
        AsyncRequestBody body = bytes.body();
        calls.await(
                "put",
                key,
                () -> client.putObject(
                        object -> object.bucket(name)
                                .key(resolve(key))
                                .contentLength(bytes.size())
                                .checksumCRC32C(bytes.checksum()),
                        body));
    }

    /**
     * An object of parts that has begun.
     *
     * @param checksum what each part is checked by; null when S3 copies some of them, which not every server makes a
     *     checksum of
     */
    record Parts(String key, String id, @Nullable ChecksumAlgorithm checksum) {}

    Parts begin(String key, @Nullable ChecksumAlgorithm checksum) throws IOException {
        String id = calls.await(
                        "begin",
                        key,
                        () -> client.createMultipartUpload(
                                upload -> upload.bucket(name).key(resolve(key)).checksumAlgorithm(checksum)))
                .uploadId();
        return new Parts(key, id, checksum);
    }

    CompletedPart uploadPart(Parts whole, int number, Spool bytes) throws IOException {
        AsyncRequestBody body = bytes.body();
        String checksum = whole.checksum() == null ? null : bytes.checksum();
        UploadPartResponse answer = calls.await(
                "upload_part",
                whole.key(),
                () -> client.uploadPart(
                        part -> part.bucket(name)
                                .key(resolve(whole.key()))
                                .uploadId(whole.id())
                                .partNumber(number)
                                .contentLength(bytes.size())
                                .checksumCRC32C(checksum),
                        body));
        return CompletedPart.builder()
                .partNumber(number)
                .eTag(answer.eTag())
                .checksumCRC32C(checksum)
                .build();
    }

    /** Makes a part of bytes that S3 has. */
    CompletedPart copyPart(Parts whole, int number, String source, long from, long length) throws IOException {
        CopyPartResult copied = calls.await(
                        "copy_part",
                        source,
                        () -> client.uploadPartCopy(part -> part.sourceBucket(name)
                                .sourceKey(resolve(source))
                                .copySourceRange("bytes=%d-%d".formatted(from, from + length - 1))
                                .destinationBucket(name)
                                .destinationKey(resolve(whole.key()))
                                .uploadId(whole.id())
                                .partNumber(number)))
                .copyPartResult();
        return CompletedPart.builder().partNumber(number).eTag(copied.eTag()).build();
    }

    void complete(Parts whole, List<CompletedPart> parts) throws IOException {
        calls.await(
                "complete",
                whole.key(),
                () -> client.completeMultipartUpload(upload -> upload.bucket(name)
                        .key(resolve(whole.key()))
                        .uploadId(whole.id())
                        .multipartUpload(list -> list.parts(parts))));
    }

    /** Gives up an object of parts; nothing happens when somebody else has. */
    void abort(String key, String id) throws IOException {
        try {
            calls.await(
                    "abort",
                    key,
                    () -> client.abortMultipartUpload(
                            upload -> upload.bucket(name).key(resolve(key)).uploadId(id)));
        } catch (IOException e) {
            if (!(e.getCause() instanceof NoSuchUploadException)) {
                throw e;
            }
        }
    }
}
