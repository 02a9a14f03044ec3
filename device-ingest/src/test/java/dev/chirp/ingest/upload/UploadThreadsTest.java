package dev.chirp.ingest.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chirp.ingest.problem.DeviceProblem;
import dev.chirp.storage.FileBlobStore;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.core.io.buffer.DataBuffer;
import reactor.core.publisher.Sinks;

class UploadThreadsTest {
    private final UploadThreads threads = new UploadThreads(settings(3, 2), new SimpleMeterRegistry());

    @TempDir
    private Path folder;

    @AfterEach
    void stop() {
        threads.close();
    }

    @Test
    void refusesABodyWhileAsManyAsAllowedAreOnTheirWay() {
        // Given
        Body first = new Body(1);
        Body second = new Body(1);
        Body third = new Body(2);

        // When, then
        assertThat(refusal(new Body(1))).isEqualTo(429);
        assertThat(refusal(new Body(3))).isEqualTo(503);
        first.end();
        new Body(1).end();
        second.end();
        third.end();
        assertThat(threads.receiving()).isZero();
    }

    @Test
    void givesUpABodyThatNoBytesComeFor() {
        assertThat(refusal(new Body(1))).isEqualTo(408);
        assertThat(threads.receiving()).isZero();
    }

    private static int refusal(Body body) {
        AtomicInteger status = new AtomicInteger();
        assertThatThrownBy(body.end::join)
                .hasCauseInstanceOf(DeviceProblem.class)
                .satisfies(failure -> status.set(((DeviceProblem) failure.getCause()).status()));
        return status.get();
    }

    /** Comes when it is told to. */
    private final class Body {
        private final Sinks.Many<DataBuffer> bytes = Sinks.many().unicast().onBackpressureBuffer();
        private final CompletableFuture<Void> end;

        Body(long user) {
            end = threads.receive(user, bytes.asFlux(), receiver(), null, false).toFuture();
        }

        void end() {
            bytes.tryEmitComplete();
            end.join();
        }
    }

    private static UploadSettings settings(int receivers, int perUser) {
        return new Binder(new MapConfigurationPropertySource(
                        Map.of("u.receivers", receivers, "u.receivers-per-user", perUser, "u.patience", "1s")))
                .bindOrCreate("u", UploadSettings.class);
    }

    private UploadThreads.Receiver receiver() {
        return new UploadThreads.Receiver() {
            @Override
            public Pieces begin() {
                return new Pieces(new FileBlobStore(folder), UUID.randomUUID(), 0, 10, 10, pieces -> {});
            }

            @Override
            public void end(Pieces pieces) throws Exception {
                pieces.finish();
            }
        };
    }
}
