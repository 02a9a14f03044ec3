package dev.chirp.storage.s3;

import dev.chirp.storage.BlobWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/** Sends an object in one request, or part by part when it is larger than one; the next part waits for the last. */
final class S3Writer implements BlobWriter {
    private final Bucket bucket;
    private final String key;
    private final long partBytes;
    private final Spool spool;
    private final List<CompletedPart> parts = new ArrayList<>();
    private Bucket.@Nullable Parts whole;

    S3Writer(Bucket bucket, String key, long partBytes) throws IOException {
        this.bucket = bucket;
        this.key = key;
        this.partBytes = partBytes;
        this.spool = new Spool(bucket.spool());
    }

    @Override
    public void write(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            if (spool.size() == partBytes) {
                sendPart();
            }
            int now = (int) Math.min(bytes.remaining(), partBytes - spool.size());
            spool.write(bytes.slice(bytes.position(), now));
            bytes.position(bytes.position() + now);
        }
    }

    private void sendPart() throws IOException {
        Bucket.Parts begun = whole;
        if (begun == null) {
            begun = bucket.begin(key, ChecksumAlgorithm.CRC32_C);
            whole = begun;
        }
        parts.add(bucket.uploadPart(begun, parts.size() + 1, spool));
        spool.clear();
    }

    @Override
    public void commit() throws IOException {
        if (whole == null) {
            bucket.put(key, spool);
        } else {
            sendPart();
            bucket.complete(whole, parts);
            whole = null;
        }
        spool.clear();
    }

    @Override
    public void close() throws IOException {
        Bucket.Parts begun = whole;
        whole = null;
        try (spool) {
            if (begun != null) {
                bucket.abort(key, begun.id());
            }
        }
    }
}
