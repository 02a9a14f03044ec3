package dev.chirp.art.diffusion;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxTensorLike;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Text to picture: encodes the prompt, takes noise from latents step by step, decodes them. Not thread-safe; a picture
 * holds the calling thread for seconds. Sessions are closed with it.
 */
final class Pipeline implements AutoCloseable {
    private static final int LATENT_SCALE = 8;
    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private final DiffusionPack pack;
    private final OrtSession textEncoder;
    private final OrtSession unet;
    private final OrtSession decoder;
    private final int channels;

    /** The sessions are this object's from here on, unless it is refused. */
    Pipeline(DiffusionPack pack, OrtSession textEncoder, OrtSession unet, OrtSession decoder) throws BadPackException {
        this.pack = pack;
        this.textEncoder = textEncoder;
        this.unet = unet;
        this.decoder = decoder;
        require(textEncoder, "text_encoder", "input_ids");
        require(unet, "unet", "sample", "timestep", "encoder_hidden_states");
        require(decoder, "vae_decoder", "latent_sample");
        TensorInfo sample = info(unet, "sample");
        if (sample.type != OnnxJavaType.FLOAT || sample.getShape().length != 4 || sample.getShape()[1] < 1) {
            throw new BadPackException(
                    "The diffusion pack's unet takes " + sample + " (expected: float[2][channels][h][w]).");
        }
        channels = (int) sample.getShape()[1];
        require(unet, "unet", pack.lora().keySet().toArray(String[]::new));
    }

    PackManifest manifest() {
        return pack.manifest();
    }

    /**
     * Draws.
     *
     * @param deadlineNanos as {@link System#nanoTime} counts; looked at before every step
     * @return red, green and blue from 0 to 1, {@code float[3][side][side]} in one piece
     */
    float[] draw(String prompt, long seed, long deadlineNanos)
            throws OrtException, BadPackException, DeadlineException {
        PackManifest manifest = pack.manifest();
        boolean guided = manifest.guidance() > 1;
        int side = manifest.size() / LATENT_SCALE;
        long[] shape = {guided ? 2 : 1, channels, side, side};
        float[] latents = noise(seed, channels * side * side);
        NoiseSchedule schedule = pack.schedule();
        Map<String, OnnxTensor> lora = lora();
        try (OnnxTensor text = texts(prompt, guided)) {
            for (int timestep : schedule.timesteps(manifest.steps())) {
                if (System.nanoTime() - deadlineNanos > 0) {
                    throw new DeadlineException();
                }
                float[] predicted = predict(latents, shape, timestep, text, lora);
                schedule.step(latents, guidance(predicted, latents.length), timestep, manifest.steps());
            }
        } finally {
            lora.values().forEach(OnnxTensor::close);
        }
        return decode(latents, new long[] {1, channels, side, side});
    }

    private OnnxTensor texts(String prompt, boolean guided) throws OrtException, BadPackException {
        float[] wanted = encode(prompt);
        float[] both = wanted;
        if (guided) {
            float[] unwanted = encode(pack.manifest().negativePrompt());
            both = new float[2 * wanted.length];
            System.arraycopy(unwanted, 0, both, 0, unwanted.length);
            System.arraycopy(wanted, 0, both, unwanted.length, wanted.length);
        }
        int tokens = pack.manifest().maxTokens();
        int rows = guided ? 2 : 1;
        return OnnxTensor.createTensor(
                environment, FloatBuffer.wrap(both), new long[] {rows, tokens, both.length / rows / tokens});
    }

    private float[] encode(String text) throws OrtException, BadPackException {
        long[] ids = pack.tokenizer()
                .encode(text, pack.manifest().maxTokens(), pack.manifest().pad());
        try (OnnxTensor input = whole(textEncoder, "input_ids", ids, new long[] {1, ids.length});
                OrtSession.Result result = textEncoder.run(Map.of("input_ids", input))) {
            return floats(result);
        }
    }

    private float[] predict(float[] latents, long[] shape, int timestep, OnnxTensor text, Map<String, OnnxTensor> lora)
            throws OrtException {
        float[] batch = new float[(int) shape[0] * latents.length];
        for (int i = 0; i < shape[0]; i++) {
            System.arraycopy(latents, 0, batch, i * latents.length, latents.length);
        }
        int rank = info(unet, "timestep").getShape().length;
        long[] timestepShape = rank == 0 ? new long[0] : new long[] {1};
        try (OnnxTensor sample = OnnxTensor.createTensor(environment, FloatBuffer.wrap(batch), shape);
                OnnxTensor time = whole(unet, "timestep", new long[] {timestep}, timestepShape)) {
            Map<String, OnnxTensorLike> inputs = new HashMap<>(lora);
            inputs.put("sample", sample);
            inputs.put("timestep", time);
            inputs.put("encoder_hidden_states", text);
            try (OrtSession.Result result = unet.run(inputs)) {
                return floats(result);
            }
        }
    }

    /** J. Ho and T. Salimans, "Classifier-Free Diffusion Guidance", 2022: away from the first half, towards the second. */
    private float[] guidance(float[] predicted, int length) {
        if (predicted.length == length) {
            return predicted;
        }
        float[] guided = new float[length];
        float strength = (float) pack.manifest().guidance();
        for (int i = 0; i < length; i++) {
            guided[i] = predicted[i] + strength * (predicted[length + i] - predicted[i]);
        }
        return guided;
    }

    private float[] decode(float[] latents, long[] shape) throws OrtException {
        float[] scaled = new float[latents.length];
        for (int i = 0; i < latents.length; i++) {
            scaled[i] = (float) (latents[i] / pack.manifest().scalingFactor());
        }
        try (OnnxTensor input = OnnxTensor.createTensor(environment, FloatBuffer.wrap(scaled), shape);
                OrtSession.Result result = decoder.run(Map.of("latent_sample", input))) {
            float[] picture = floats(result);
            int expected = 3 * pack.manifest().size() * pack.manifest().size();
            if (picture.length != expected) {
                throw new OrtException(
                        "the vae_decoder gives " + picture.length + " numbers (expected: " + expected + ")");
            }
            for (int i = 0; i < picture.length; i++) {
                picture[i] = Float.isFinite(picture[i]) ? Math.clamp(picture[i] / 2 + 0.5f, 0f, 1f) : 0;
            }
            return picture;
        }
    }

    private Map<String, OnnxTensor> lora() throws OrtException {
        Map<String, OnnxTensor> tensors = new HashMap<>();
        for (Map.Entry<String, Safetensors.Tensor> factor : pack.lora().entrySet()) {
            Safetensors.Tensor tensor = factor.getValue();
            tensors.put(
                    factor.getKey(),
                    OnnxTensor.createTensor(environment, tensor.values().duplicate(), tensor.shape()));
        }
        return tensors;
    }

    /** Whole numbers in the type that the graph wants. */
    private OnnxTensor whole(OrtSession session, String input, long[] values, long[] shape) throws OrtException {
        return switch (info(session, input).type) {
            case INT32 -> {
                int[] narrow = new int[values.length];
                for (int i = 0; i < values.length; i++) {
                    narrow[i] = (int) values[i];
                }
                yield OnnxTensor.createTensor(environment, IntBuffer.wrap(narrow), shape);
            }
            case FLOAT -> {
                float[] real = new float[values.length];
                for (int i = 0; i < values.length; i++) {
                    real[i] = values[i];
                }
                yield OnnxTensor.createTensor(environment, FloatBuffer.wrap(real), shape);
            }
            default -> OnnxTensor.createTensor(environment, LongBuffer.wrap(values), shape);
        };
    }

    private static TensorInfo info(OrtSession session, String input) {
        NodeInfo node = inputs(session).get(input);
        if (node == null || !(node.getInfo() instanceof TensorInfo info)) {
            throw new IllegalStateException("no tensor " + input);
        }
        return info;
    }

    private static Map<String, NodeInfo> inputs(OrtSession session) {
        try {
            return session.getInputInfo();
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void require(OrtSession session, String graph, String... inputs) throws BadPackException {
        for (String input : inputs) {
            if (!inputs(session).containsKey(input)) {
                throw new BadPackException("The diffusion pack's " + graph + " has no input '" + input + "', only "
                        + inputs(session).keySet() + ".");
            }
        }
    }

    private static float[] floats(OrtSession.Result result) throws OrtException {
        if (!(result.get(0) instanceof OnnxTensor tensor) || tensor.getInfo().type != OnnxJavaType.FLOAT) {
            throw new OrtException("the first output is no tensor of floats");
        }
        FloatBuffer buffer = tensor.getFloatBuffer();
        float[] values = new float[buffer.remaining()];
        buffer.get(values);
        return values;
    }

    /** The same numbers on every machine; the graphs' are not. */
    private static float[] noise(long seed, int length) {
        RandomGenerator random =
                RandomGeneratorFactory.<RandomGenerator>of("L64X128MixRandom").create(seed);
        float[] noise = new float[length];
        for (int i = 0; i < length; i++) {
            noise[i] = (float) random.nextGaussian();
        }
        return noise;
    }

    @Override
    public void close() {
        for (OrtSession session : new OrtSession[] {textEncoder, unet, decoder}) {
            try {
                session.close();
            } catch (OrtException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** The picture was not ready in time. */
    static final class DeadlineException extends Exception {
        private static final long serialVersionUID = 1;
    }
}
