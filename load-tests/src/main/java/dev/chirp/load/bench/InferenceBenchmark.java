package dev.chirp.load.bench;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.chirp.audio.WavWriter;
import dev.chirp.classify.inference.InferencePool;
import dev.chirp.classify.inference.Recording;
import dev.chirp.classify.model.Manifest;
import dev.chirp.classify.model.Model;
import dev.chirp.classify.model.ModelState;
import dev.chirp.song.Song;
import dev.chirp.song.Songbook;
import dev.chirp.song.Species;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.FloatBuffer;
import java.nio.channels.Channels;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What our pipeline adds to ONNX Runtime: recordings of 9 s are decoded, resampled, cut, scored and judged on one thread,
 * in turns with bare runs of the same graph on as many windows that lie ready in memory.
 */
final class InferenceBenchmark implements Benchmark {
    private static final String PACK = "packs/backyard-mini";
    private static final double SECONDS = 9;
    private static final int CLIPS = 20;
    private static final int MODEL_RATE = 32_000;
    private static final int PHONE_RATE = 48_000;

    @Override
    public String name() {
        return "inference";
    }

    @Override
    public String description() {
        return "classification of 9 s clips beside bare ONNX Runtime on the same graph; cache hits";
    }

    @Override
    public List<Figure> run(Session session) throws Exception {
        int rounds = session.full() ? 30 : 8;
        Model model = Model.load("classpath:" + PACK);
        var state = new ModelState.Ready(model, 0);
        try (var pool = new InferencePool(state, new InferencePool.Limits(1, 8, 8 << 20), new SimpleMeterRegistry());
                Bare bare = new Bare(model.manifest())) {
            List<byte[]> atModelRate = clips(MODEL_RATE);
            List<byte[]> atPhoneRate = clips(PHONE_RATE);
            session.say("Warming up");
            turn(pool, atPhoneRate, null);
            turn(pool, atModelRate, null);
            bare.turn();
            List<Double> same = new ArrayList<>();
            List<Double> resampled = new ArrayList<>();
            List<Double> runtime = new ArrayList<>();
            List<Double> each = new ArrayList<>();
            for (int round = 1; round <= rounds; round++) {
                runtime.add(bare.turn());
                same.add(turn(pool, atModelRate, each));
                resampled.add(turn(pool, atPhoneRate, each));
                session.say(
                        "  round %d: %.1f ms bare, %.1f ms at %d Hz, %.1f ms at %d Hz per clip",
                        round, runtime.getLast(), same.getLast(), MODEL_RATE, resampled.getLast(), PHONE_RATE);
            }
            return figures(runtime, same, resampled, each, hits(pool, atModelRate.getFirst()));
        }
    }

    private static List<Figure> figures(
            List<Double> runtime, List<Double> same, List<Double> resampled, List<Double> each, List<Double> hits) {
        double bareMillis = percentile(runtime, 50);
        double windows = Bare.WINDOWS * 1_000.0;
        List<Figure> figures = new ArrayList<>();
        figures.add(Figure.below("p95 of a 9 s clip", "ms", percentile(each, 95), 600));
        figures.add(overhead("overhead, clips at the model's rate", percentile(same, 50), bareMillis));
        figures.add(overhead("overhead, clips at 48 kHz", percentile(resampled, 50), bareMillis));
        figures.add(Figure.of("windows per second and core, bare", "1/s", windows / bareMillis));
        figures.add(Figure.of("windows per second and core, pipeline", "1/s", windows / percentile(same, 50)));
        figures.add(Figure.below("p95 of a cache hit", "ms", percentile(hits, 95), 20));
        return figures;
    }

    private static Figure overhead(String name, double ours, double bare) {
        return Figure.below(name, "%", 100 * (ours / bare - 1), 15);
    }

    private static List<byte[]> clips(int rate) {
        List<Species> species = Songbook.species();
        List<byte[]> clips = new ArrayList<>();
        for (int i = 0; i < CLIPS; i++) {
            clips.add(WavWriter.toBytes(Song.render(species.get(i), i, SECONDS, rate, 15), rate));
        }
        return clips;
    }

    /** Milliseconds per clip. */
    private static double turn(InferencePool pool, List<byte[]> clips, @Nullable List<Double> each) throws Exception {
        long begin = System.nanoTime();
        for (byte[] clip : clips) {
            long start = System.nanoTime();
            pool.classify(recording(clip));
            if (each != null) {
                each.add((System.nanoTime() - start) / 1e6);
            }
        }
        return (System.nanoTime() - begin) / 1e6 / clips.size();
    }

    private static List<Double> hits(InferencePool pool, byte[] clip) throws Exception {
        Recording known = recording(clip).known("known", null);
        pool.classify(known);
        List<Double> hits = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            long start = System.nanoTime();
            pool.classify(known);
            hits.add((System.nanoTime() - start) / 1e6);
        }
        return hits;
    }

    private static double percentile(List<Double> values, int percent) {
        List<Double> sorted = values.stream().sorted().toList();
        return sorted.get(Math.min(sorted.size() - 1, sorted.size() * percent / 100));
    }

    private static Recording recording(byte[] wav) {
        return () -> Channels.newChannel(new ByteArrayInputStream(wav));
    }

    /** The graph alone, on one thread, with windows that lie ready. */
    private static final class Bare implements AutoCloseable {
        /** Of a clip of 9 s: from 0 to 6 s in steps of 1.5 s. */
        static final int WINDOWS = 5;

        private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
        private final OrtSession session;
        private final Manifest manifest;
        private final List<float[]> clips = new ArrayList<>();

        Bare(Manifest manifest) throws Exception {
            this.manifest = manifest;
            try (InputStream graph = Objects.requireNonNull(
                            Model.class.getClassLoader().getResourceAsStream(PACK + "/" + manifest.model()));
                    OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
                options.setIntraOpNumThreads(1);
                options.setInterOpNumThreads(1);
                session = environment.createSession(graph.readAllBytes(), options);
            }
            int window = manifest.input().windowSamples();
            for (int i = 0; i < CLIPS; i++) {
                float[] song = Song.render(Songbook.species().get(i), i, SECONDS, MODEL_RATE, 15);
                float[] windows = new float[WINDOWS * window];
                for (int w = 0; w < WINDOWS; w++) {
                    System.arraycopy(song, w * manifest.input().hopSamples(), windows, w * window, window);
                }
                clips.add(windows);
            }
        }

        /** Milliseconds per clip. */
        double turn() throws OrtException {
            long begin = System.nanoTime();
            for (float[] windows : clips) {
                long[] shape = {WINDOWS, manifest.input().windowSamples()};
                try (OnnxTensor input = OnnxTensor.createTensor(environment, FloatBuffer.wrap(windows), shape);
                        OrtSession.Result result =
                                session.run(Map.of(manifest.input().name(), input))) {
                    result.get(0);
                }
            }
            return (System.nanoTime() - begin) / 1e6 / clips.size();
        }

        @Override
        public void close() throws OrtException {
            session.close();
        }
    }
}
