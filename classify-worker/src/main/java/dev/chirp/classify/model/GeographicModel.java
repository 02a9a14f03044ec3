package dev.chirp.classify.model;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import dev.chirp.classify.model.Manifest.Location;
import dev.chirp.classify.place.Place;
import java.io.IOException;
import java.util.Map;
import org.springframework.core.io.Resource;

/**
 * The graph of a pack that knows where species live: {@code float[1][3]} of latitude, longitude and week (1 to 48) to
 * {@code float[1][labels]} of probabilities, the signature of BirdNET's metadata model. May be run by many threads.
 */
public final class GeographicModel implements AutoCloseable {
    private static final int COORDINATES = 3;

    private final Location manifest;
    private final int labels;
    private final OrtSession session;

    private GeographicModel(Location manifest, int labels, OrtSession session) {
        this.manifest = manifest;
        this.labels = labels;
        this.session = session;
    }

    /** Loads the graph, checks its signature and asks it once. */
    static GeographicModel load(Location manifest, Resource graph, int labels) throws BadPackException {
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            OrtSession session = OrtEnvironment.getEnvironment().createSession(graph.getContentAsByteArray(), options);
            try {
                var model = new GeographicModel(manifest, labels, session);
                model.checkSignature();
                model.probabilities(new Place(0, 0, 1));
                return model;
            } catch (OrtException | BadPackException | RuntimeException e) {
                session.close();
                throw e;
            }
        } catch (OrtException | IOException e) {
            throw new BadPackException("The model pack's " + manifest.model() + " cannot be run: " + e.getMessage(), e);
        }
    }

    /**
     * Per class, whether its probability at the place reaches the manifest's threshold.
     *
     * @throws IllegalStateException when the runtime fails
     */
    public boolean[] present(Place place) {
        try {
            float[] probabilities = probabilities(place);
            boolean[] present = new boolean[probabilities.length];
            for (int i = 0; i < present.length; i++) {
                present[i] = probabilities[i] >= manifest.threshold();
            }
            return present;
        } catch (OrtException e) {
            throw new IllegalStateException("The geographic model failed", e);
        }
    }

    private float[] probabilities(Place place) throws OrtException {
        float[][] where = {{(float) place.latitude(), (float) place.longitude(), place.week()}};
        try (OnnxTensor input = OnnxTensor.createTensor(OrtEnvironment.getEnvironment(), where);
                OrtSession.Result result = session.run(Map.of(manifest.input(), input))) {
            if (result.get(manifest.output()).orElse(null) instanceof OnnxTensor tensor
                    && tensor.getValue() instanceof float[][] values
                    && values.length == 1
                    && values[0].length == labels) {
                return values[0];
            }
            throw new OrtException("the output '" + manifest.output() + "' is no float[1][" + labels + "]");
        }
    }

    private void checkSignature() throws OrtException, BadPackException {
        if (!session.getInputInfo().containsKey(manifest.input())) {
            throw new BadPackException("The geographic model has no input '" + manifest.input() + "'; it has "
                    + session.getInputInfo().keySet() + ".");
        }
        if (!session.getOutputInfo().containsKey(manifest.output())) {
            throw new BadPackException("The geographic model has no output '" + manifest.output() + "'; it has "
                    + session.getOutputInfo().keySet() + ".");
        }
        requireSize(
                "input '" + manifest.input() + "'",
                session.getInputInfo().get(manifest.input()).getInfo(),
                COORDINATES,
                "latitude, longitude, week");
        requireSize(
                "output '" + manifest.output() + "'",
                session.getOutputInfo().get(manifest.output()).getInfo(),
                labels,
                "the number of labels");
    }

    private static void requireSize(String what, ai.onnxruntime.ValueInfo info, int expected, String why)
            throws BadPackException {
        if (!(info instanceof TensorInfo tensor)
                || tensor.getShape().length != 2
                || (tensor.getShape()[1] >= 0 && tensor.getShape()[1] != expected)) {
            throw new BadPackException("The geographic model's " + what + " is " + info + " (expected: float[1]["
                    + expected + "], " + why + ").");
        }
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException("The geographic model could not be closed", e);
        }
    }
}
