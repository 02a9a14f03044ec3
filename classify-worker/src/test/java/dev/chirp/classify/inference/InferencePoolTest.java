package dev.chirp.classify.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chirp.audio.AudioRejection;
import dev.chirp.classify.Clips;
import dev.chirp.classify.TinyPack;
import dev.chirp.classify.model.Model;
import dev.chirp.classify.model.ModelState;
import dev.chirp.classify.verdict.Verdict;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InferencePoolTest {
    private static final int QUEUE = 8;

    @TempDir
    Path folder;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final CountDownLatch gate = new CountDownLatch(1);
    private InferencePool pool;

    @BeforeEach
    void begin() throws Exception {
        Model model = Model.load(TinyPack.in(folder).write());
        pool = new InferencePool(
                new ModelState.Ready(model, 0.1), new InferencePool.Limits(1, QUEUE, 1_000_000), meters);
    }

    @AfterEach
    void end() {
        gate.countDown();
        pool.close();
    }

    @Test
    void classifiesARecording() throws Exception {
        Classification classification = pool.classify(recording(Clips.robin(2.25)));

        assertThat(classification.verdict().kind()).isEqualTo(Verdict.Kind.IDENTIFIED);
        assertThat(classification.verdict().bird().commonName()).isEqualTo("American Robin");
        assertThat(classification.durationSeconds()).isEqualTo(2.25);
        assertThat(classification.embedding()).hasSize(4);
        pool.close(); // the latency is recorded after the answer
        assertThat(meters.get("classification.latency.ms").summary().count()).isEqualTo(1);
    }

    @Test
    void remembersTheScoresOfARecordingAndDecidesAnew() throws Exception {
        AtomicInteger opened = new AtomicInteger();
        byte[] wav = Clips.robin(2.25);
        Recording counted = () -> {
            opened.incrementAndGet();
            return Channels.newChannel(new ByteArrayInputStream(wav));
        };

        Classification first = pool.classify(counted.known("abc", null));
        Classification again = pool.classify(counted.known("abc", null));
        Classification other = pool.classify(counted.known("def", null));
        Classification unknown = pool.classify(counted);

        assertThat(opened).hasValue(3);
        assertThat(again.verdict()).isEqualTo(first.verdict()).isEqualTo(other.verdict());
        assertThat(again.embedding()).isEqualTo(first.embedding());
        assertThat(unknown.durationSeconds()).isEqualTo(2.25);
        assertThat(meters.get("classify.cache.requests")
                        .tag("result", "hit")
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void keepsRecordingsApartThatShareABatch() throws Exception {
        CompletableFuture<Classification> first = pool.submit(this::waiting);
        List<CompletableFuture<Classification>> rest = new ArrayList<>();
        for (byte[] clip : List.of(Clips.robin(9), Clips.noise(0.3), new byte[] {1, 2, 3}, Clips.robin(1))) {
            rest.add(pool.submit(recording(clip)));
        }
        gate.countDown();

        assertThat(kind(first)).isEqualTo(Verdict.Kind.NO_BIRD);
        assertThat(kind(rest.get(0))).isEqualTo(Verdict.Kind.IDENTIFIED);
        assertThat(kind(rest.get(1))).isEqualTo(Verdict.Kind.NO_BIRD);
        assertThatThrownBy(() -> kind(rest.get(2)))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(AudioRejection.class);
        assertThat(kind(rest.get(3))).isEqualTo(Verdict.Kind.IDENTIFIED);
        assertThat(rest.get(0).get().durationSeconds()).isEqualTo(9);
    }

    @Test
    void refusesWhatItsQueueCannotHold() {
        CountDownLatch busy = new CountDownLatch(1);
        pool.submit(() -> {
            busy.countDown();
            return waiting();
        });
        await(busy);
        for (int i = 0; i < QUEUE; i++) {
            assertThat(pool.submit(recording(Clips.robin(1)))).isNotCompleted();
        }

        assertThat(meters.get("queue.depth").gauge().value()).isEqualTo(QUEUE);
        assertThat(pool.submit(recording(Clips.robin(1))))
                .failsWithin(1, TimeUnit.SECONDS)
                .withThrowableThat()
                .withCauseInstanceOf(OverloadedException.class);
        assertThat(meters.get("classify.queue.rejected").counter().count()).isEqualTo(1);
    }

    @Test
    void goesOnAfterARecordingThatCannotBeRead() throws Exception {
        CompletableFuture<Classification> unreadable = pool.submit(() -> {
            throw new IOException("disk on fire");
        });

        assertThatThrownBy(unreadable::get).hasCauseInstanceOf(IOException.class);
        assertThat(kind(pool.submit(recording(Clips.robin(1))))).isEqualTo(Verdict.Kind.IDENTIFIED);
    }

    @Test
    void answersWhatWaitsWhenItStops() throws Exception {
        CompletableFuture<Classification> waiting = pool.submit(recording(Clips.robin(1)));

        pool.close();

        assertThat(waiting).isDone();
        assertThatThrownBy(() -> pool.submit(recording(Clips.robin(1))).get())
                .hasCauseInstanceOf(OverloadedException.class);
    }

    @Test
    void saysWhyThereIsNoModel() {
        InferencePool none = new InferencePool(
                new ModelState.Unusable("The pack is bad."), new InferencePool.Limits(1, QUEUE, 0), meters);

        assertThatThrownBy(() -> none.classify(recording(Clips.robin(1))))
                .isInstanceOf(NoModelException.class)
                .hasMessage("The pack is bad.");
    }

    @Test
    void scoresALongRecordingAPieceAtATimeAndLetsClipsPass() throws Exception {
        // Given
        byte[] wav = Clips.sequence(10, 0, 0.5, -0.5);
        Verdict whole = pool.classify(recording(wav)).verdict();
        List<String> ends = Collections.synchronizedList(new ArrayList<>());
        Pieces pieces = new Pieces(wav, List.of()) {
            @Override
            public void reached(List<float[]> scores, double seconds) {
                super.reached(scores, seconds);
                if (this.scores.size() == 1) {
                    pool.submit(recording(Clips.robin(1))).thenAccept(clip -> ends.add("clip"));
                }
            }
        };

        // When
        Verdict inPieces = pool.classify(pieces).verdict();
        ends.add("long");

        // Then
        assertThat(inPieces).isEqualTo(whole);
        assertThat(pieces.scores).hasSizeGreaterThan(2);
        assertThat(pieces.seconds).isSorted();
        assertThat(ends).containsExactly("clip", "long");
    }

    @Test
    void goesOnBehindTheWindowsThatWereScoredBefore() throws Exception {
        // Given: an attempt that ends after its first piece
        byte[] wav = Clips.sequence(10, 0.5, 0, -0.5);
        Verdict whole = pool.classify(recording(wav)).verdict();
        Pieces first = new Pieces(wav, List.of()) {
            @Override
            public void reached(List<float[]> scores, double seconds) {
                super.reached(scores, seconds);
                throw new IllegalStateException("left here");
            }
        };
        assertThatThrownBy(() -> pool.classify(first)).hasRootCauseMessage("left here");

        // When
        Pieces second = new Pieces(wav, first.scores.getFirst());
        Verdict verdict = pool.classify(second).verdict();

        // Then
        assertThat(verdict).isEqualTo(whole);
        assertThat(second.scores.getFirst())
                .hasSizeGreaterThan(first.scores.getFirst().size());
    }

    /** Notes what it is told. */
    private static class Pieces implements LongRecording {
        final List<List<float[]>> scores = Collections.synchronizedList(new ArrayList<>());
        final List<Double> seconds = Collections.synchronizedList(new ArrayList<>());
        private final byte[] wav;
        private final List<float[]> earlier;

        Pieces(byte[] wav, List<float[]> earlier) {
            this.wav = wav;
            this.earlier = earlier;
        }

        @Override
        public ReadableByteChannel open() {
            return Channels.newChannel(new ByteArrayInputStream(wav));
        }

        @Override
        public List<float[]> scored() {
            return earlier;
        }

        @Override
        public void reached(List<float[]> soFar, double decoded) {
            scores.add(soFar);
            seconds.add(decoded);
        }
    }

    private static Recording recording(byte[] wav) {
        return () -> Channels.newChannel(new ByteArrayInputStream(wav));
    }

    /** Silence that keeps the only thread busy until the gate opens. */
    private ReadableByteChannel waiting() {
        await(gate);
        return Channels.newChannel(new ByteArrayInputStream(Clips.silence(1)));
    }

    private static Verdict.Kind kind(CompletableFuture<Classification> answer) throws Exception {
        return answer.get(20, TimeUnit.SECONDS).verdict().kind();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
