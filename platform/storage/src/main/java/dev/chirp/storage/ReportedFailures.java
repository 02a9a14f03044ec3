package dev.chirp.storage;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A store whose failures are counted ({@code storage.failures}) and logged, at most once in ten seconds: who uses the
 * store only says that it is away. An object that is missing is no failure.
 */
public final class ReportedFailures implements BlobStore {
    private static final Logger log = LoggerFactory.getLogger(ReportedFailures.class);
    private static final long PAUSE_NANOS = Duration.ofSeconds(10).toNanos();

    private final BlobStore store;
    private final Counter failures;
    private final AtomicLong quietUntil = new AtomicLong(System.nanoTime());

    public ReportedFailures(BlobStore store, MeterRegistry meters) {
        this.store = store;
        this.failures = StorageMeter.FAILURES.counter(meters);
    }

    private interface Call<T> {
        T run() throws IOException;
    }

    private interface Action {
        void run() throws IOException;
    }

    private <T> T reported(Call<T> call) throws IOException {
        try {
            return call.run();
        } catch (NoSuchFileException missing) {
            throw missing;
        } catch (IOException e) {
            report(e);
            throw e;
        }
    }

    private void reported(Action action) throws IOException {
        try {
            action.run();
        } catch (IOException e) {
            report(e);
            throw e;
        }
    }

    private void report(IOException failure) {
        failures.increment();
        long now = System.nanoTime();
        long until = quietUntil.get();
        if (now - until >= 0 && quietUntil.compareAndSet(until, now + PAUSE_NANOS)) {
            log.atWarn().setCause(failure).log("Blob store failed");
        }
    }

    @Override
    public BlobWriter create(String key) throws IOException {
        return new Writer(reported(() -> store.create(key)));
    }

    @Override
    public SeekableByteChannel open(String key) throws IOException {
        return reported(() -> store.open(key));
    }

    @Override
    public void join(String key, List<String> parts) throws IOException {
        reported(() -> {
            store.join(key, parts);
            return true;
        });
    }

    @Override
    public long freeBytes() throws IOException {
        return reported(store::freeBytes);
    }

    @Override
    public double freeFraction() throws IOException {
        return reported(store::freeFraction);
    }

    @Override
    public boolean delete(String key) throws IOException {
        return reported(() -> store.delete(key));
    }

    @Override
    public boolean exists(String key) throws IOException {
        return reported(() -> store.exists(key));
    }

    @Override
    public Stream<String> changedBefore(String folder, Instant moment) throws IOException {
        return reported(() -> store.changedBefore(folder, moment));
    }

    @Override
    public void close() {
        store.close();
    }

    private final class Writer implements BlobWriter {
        private final BlobWriter writer;

        Writer(BlobWriter writer) {
            this.writer = writer;
        }

        @Override
        public void write(ByteBuffer bytes) throws IOException {
            reported(() -> writer.write(bytes));
        }

        @Override
        public void commit() throws IOException {
            reported(writer::commit);
        }

        @Override
        public void close() throws IOException {
            reported(writer::close);
        }
    }
}
