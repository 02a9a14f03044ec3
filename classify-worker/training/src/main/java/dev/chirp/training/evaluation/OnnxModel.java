package dev.chirp.training.evaluation;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import dev.chirp.training.onnx.ModelFile;
import java.util.Map;

/** A finished model file in the runtime that the platform uses, on one thread. */
public final class OnnxModel implements AutoCloseable {
    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private final OrtSession session;

    public OnnxModel(byte[] file) throws OrtException {
        try (var options = new SessionOptions()) {
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            this.session = environment.createSession(file, options);
        }
    }

    /** What the model puts out for one window, before the sigmoid. */
    public float[] logits(float[] samples) throws OrtException {
        try (OnnxTensor audio = OnnxTensor.createTensor(environment, new float[][] {samples});
                OrtSession.Result result = session.run(Map.of(ModelFile.INPUT, audio))) {
            return ((float[][]) result.get(0).getValue())[0];
        }
    }

    /** One probability per class. */
    public double[] scores(float[] samples) throws OrtException {
        float[] logits = logits(samples);
        double[] scores = new double[logits.length];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = 1 / (1 + StrictMath.exp(-logits[i]));
        }
        return scores;
    }

    @Override
    public void close() throws OrtException {
        session.close();
    }
}
