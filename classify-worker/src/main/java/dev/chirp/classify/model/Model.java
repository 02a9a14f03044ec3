package dev.chirp.classify.model;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A loaded model; may be run by many threads at once, each run uses the calling thread alone. */
public final class Model implements AutoCloseable {
    /** Windows in one run; more gain nothing on a CPU and delay the first. */
    public static final int MOST_WINDOWS = 16;

    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private final Manifest manifest;
    private final List<Label> labels;
    private final Normalisation normalisation;
    private final OrtSession session;
    private final @Nullable GeographicModel geography;
    private final int batch;

    private Model(ModelPack pack, OrtSession session, @Nullable GeographicModel geography)
            throws OrtException, BadPackException {
        this.manifest = pack.manifest();
        this.labels = pack.labels();
        this.normalisation = Normalisation.parse(manifest.input().normalise());
        this.session = session;
        this.geography = geography;
        this.batch = checkedBatch();
    }

    /** Reads, verifies and loads a pack, and runs it once on silence. Takes seconds. */
    public static Model load(String location) throws BadPackException {
        ModelPack pack = ModelPack.read(location);
        GeographicModel geography = pack.geography() == null || pack.manifest().location() == null
                ? null
                : GeographicModel.load(
                        pack.manifest().location(),
                        pack.geography(),
                        pack.labels().size());
        try {
            return load(pack, geography);
        } catch (BadPackException | RuntimeException e) {
            if (geography != null) {
                geography.close();
            }
            throw e;
        }
    }

    private static Model load(ModelPack pack, @Nullable GeographicModel geography) throws BadPackException {
        try {
            OrtSession session = open(pack);
            try {
                Model model = new Model(pack, session, geography);
                model.score(new float[pack.manifest().input().windowSamples()], 1);
                return model;
            } catch (OrtException | BadPackException | RuntimeException e) {
                session.close();
                throw e;
            }
        } catch (OrtException | IOException e) {
            throw new BadPackException(
                    "The model pack's " + pack.manifest().model() + " cannot be run: " + e.getMessage(), e);
        }
    }

    private static OrtSession open(ModelPack pack) throws OrtException, IOException {
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            // Parallelism is the pool's: one window on one core.
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            OrtEnvironment environment = OrtEnvironment.getEnvironment();
            return pack.graph().isFile()
                    ? environment.createSession(pack.graph().getFile().getPath(), options)
                    : environment.createSession(pack.graph().getContentAsByteArray(), options);
        }
    }

    public Manifest manifest() {
        return manifest;
    }

    /** The classes, in the order of the scores. */
    public List<Label> labels() {
        return labels;
    }

    /** Where its species live; null when the pack does not say. */
    public @Nullable GeographicModel geography() {
        return geography;
    }

    /** How many windows one run takes, at most {@value #MOST_WINDOWS}. */
    public int batch() {
        return batch;
    }

    /**
     * What one run found.
     *
     * @param scores {@code [windows][labels]} in [0, 1]
     * @param embeddings {@code [windows][features]}, or null when the model has none
     */
    // The arrays are the caller's own.
    @SuppressWarnings("ArrayRecordComponent")
    public record Scores(float[][] scores, float @Nullable [][] embeddings) {}

    /**
     * Scores the first {@code count} windows, one behind the other in {@code windows}; normalises them in place.
     *
     * @throws OrtException when the runtime fails; the model stays usable
     */
    public Scores score(float[] windows, int count) throws OrtException {
        int length = manifest.input().windowSamples();
        for (int i = 0; i < count; i++) {
            normalisation.apply(windows, i * length, length);
        }
        FloatBuffer samples = FloatBuffer.wrap(windows, 0, count * length);
        String embedding = manifest.output().embedding();
        try (OnnxTensor input = OnnxTensor.createTensor(environment, samples, new long[] {count, length});
                OrtSession.Result result = session.run(Map.of(manifest.input().name(), input))) {
            float[][] scores = matrix(result, manifest.output().name(), count, labels.size());
            for (float[] window : scores) {
                Scoring.apply(manifest.output().activation(), manifest.output().sensitivity(), window);
            }
            return new Scores(scores, embedding == null ? null : matrix(result, embedding, count, -1));
        }
    }

    /** @param columns expected, or -1 for any */
    private float[][] matrix(OrtSession.Result result, String name, int rows, int columns) throws OrtException {
        if (!(result.get(name).orElse(null) instanceof OnnxTensor tensor)
                || !(tensor.getValue() instanceof float[][] values)
                || values.length != rows
                || (columns >= 0 && values[0].length != columns)) {
            throw new OrtException("the output '" + name + "' is no float[" + rows + "][" + columns + "]");
        }
        for (float[] row : values) {
            for (float value : row) {
                if (!Float.isFinite(value)) {
                    throw new OrtException("the output '" + name + "' holds a number that is not finite");
                }
            }
        }
        return values;
    }

    /** Checks the graph's signature against the manifest. */
    private int checkedBatch() throws OrtException, BadPackException {
        Manifest.Input input = manifest.input();
        long[] in = shape(session.getInputInfo(), input.name(), "input");
        requireSize("input '" + input.name() + "'", in, input.windowSamples(), "input.window_samples");
        Manifest.Output output = manifest.output();
        long[] out = shape(session.getOutputInfo(), output.name(), "output");
        requireSize("output '" + output.name() + "'", out, labels.size(), "the number of labels");
        if (output.embedding() != null) {
            shape(session.getOutputInfo(), output.embedding(), "output");
        }
        return in[0] > 0 ? (int) Math.min(in[0], MOST_WINDOWS) : MOST_WINDOWS;
    }

    private static long[] shape(Map<String, NodeInfo> nodes, String name, String side) throws BadPackException {
        NodeInfo node = nodes.get(name);
        if (node == null) {
            throw new BadPackException("The model has no " + side + " '" + name + "'; it has " + nodes.keySet() + ".");
        }
        if (!(node.getInfo() instanceof TensorInfo tensor) || tensor.getShape().length != 2) {
            throw new BadPackException(
                    "The model's " + side + " '" + name + "' is " + node.getInfo() + " (expected: float[windows][n]).");
        }
        return tensor.getShape();
    }

    private static void requireSize(String what, long[] shape, int expected, String why) throws BadPackException {
        // A negative dimension is free.
        if (shape[1] >= 0 && shape[1] != expected) {
            throw new BadPackException("The model's " + what + " has the size " + shape[1] + " (expected: " + expected
                    + ", from " + why + ").");
        }
    }

    /** Frees the native memory; no run may be in progress. */
    @Override
    public void close() {
        if (geography != null) {
            geography.close();
        }
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException("The model could not be closed", e);
        }
    }
}
