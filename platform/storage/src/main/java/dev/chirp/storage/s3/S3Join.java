package dev.chirp.storage.s3;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/** Makes one object of others; S3 copies, several parts at a time. */
final class S3Join {
    private static final int AT_ONCE = 8;
    private static final int BLOCK_BYTES = 256 * 1024;

    private final Bucket bucket;
    private final String key;
    private final List<String> objects;

    S3Join(Bucket bucket, String key, List<String> objects) {
        this.bucket = bucket;
        this.key = key;
        this.objects = objects;
    }

    void run() throws IOException {
        List<JoinPlan.Step> steps = JoinPlan.of(
                all(objects.stream()
                        .<Callable<Long>>map(object -> () -> size(object))
                        .toList()),
                S3Settings.LEAST_PART_BYTES);
        if (steps.isEmpty()) {
            try (Spool empty = new Spool(bucket.spool())) {
                bucket.put(key, empty);
            }
            return;
        }
        Bucket.Parts whole = bucket.begin(key, null);
        try {
            List<Callable<CompletedPart>> parts = new ArrayList<>();
            for (JoinPlan.Step step : steps) {
                int number = parts.size() + 1;
                parts.add(() -> part(whole, number, step));
            }
            bucket.complete(whole, all(parts));
        } catch (IOException | RuntimeException e) {
            abort(whole, e);
            throw e;
        }
    }

    private long size(String object) throws IOException {
        return bucket.head(object).contentLength();
    }

    private CompletedPart part(Bucket.Parts whole, int number, JoinPlan.Step step) throws IOException {
        return switch (step) {
            case JoinPlan.Step.Copy(var slice) ->
                bucket.copyPart(whole, number, objects.get(slice.object()), slice.from(), slice.length());
            case JoinPlan.Step.Pass(var slices) -> {
                try (Spool spool = new Spool(bucket.spool())) {
                    for (JoinPlan.Slice slice : slices) {
                        read(slice, spool);
                    }
                    yield bucket.uploadPart(whole, number, spool);
                }
            }
        };
    }

    private void read(JoinPlan.Slice slice, Spool into) throws IOException {
        String object = objects.get(slice.object());
        ByteBuffer bytes = ByteBuffer.allocate(BLOCK_BYTES);
        try (S3Reader reader = new S3Reader(bucket, object, bucket.head(object))) {
            reader.position(slice.from());
            for (long left = slice.length(); left > 0; ) {
                int read = reader.read(bytes.clear().limit((int) Math.min(left, BLOCK_BYTES)));
                if (read < 0) {
                    throw new IOException("%s has become shorter while it was joined".formatted(object));
                }
                into.write(bytes.flip());
                left -= read;
            }
        }
    }

    private void abort(Bucket.Parts whole, Exception reason) {
        try {
            bucket.abort(key, whole.id());
        } catch (IOException e) {
            reason.addSuppressed(e);
        }
    }

    /** In their order; the first failure that is met ends the wait, when those that have begun are over. */
    private static <T> List<T> all(List<Callable<T>> tasks) throws IOException {
        try (ExecutorService threads =
                Executors.newFixedThreadPool(AT_ONCE, Thread.ofVirtual().factory())) {
            List<Future<T>> running = tasks.stream().map(threads::submit).toList();
            List<T> results = new ArrayList<>();
            try {
                for (Future<T> one : running) {
                    results.add(one.get());
                }
            } catch (ExecutionException e) {
                running.forEach(one -> one.cancel(true));
                throw e.getCause() instanceof IOException io ? io : new IOException("joining", e.getCause());
            } catch (InterruptedException e) {
                running.forEach(one -> one.cancel(true));
                Thread.currentThread().interrupt();
                throw new IOException("interrupted while joining", e);
            }
            return results;
        }
    }
}
