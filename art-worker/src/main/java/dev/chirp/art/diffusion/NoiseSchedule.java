package dev.chirp.art.diffusion;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The deterministic sampler of J. Song, C. Meng and S. Ermon, "Denoising Diffusion Implicit Models", 2021 (equation 12
 * with σ = 0), for what {@code scheduler_config.json} says of the training: {@code num_train_timesteps},
 * {@code beta_start}, {@code beta_end}, {@code beta_schedule} ({@code linear} or {@code scaled_linear}),
 * {@code prediction_type} ({@code epsilon} or {@code v_prediction}), {@code steps_offset}, {@code set_alpha_to_one}.
 */
final class NoiseSchedule {
    private static final int MOST_TIMESTEPS = 10_000;
    private final double[] keptSignal;
    private final boolean predictsVelocity;
    private final int offset;
    private final double lastKept;

    private NoiseSchedule(JsonNode config) {
        int timesteps = config.path("num_train_timesteps").asInt(1000);
        double first = config.path("beta_start").asDouble(0.00085);
        double last = config.path("beta_end").asDouble(0.012);
        String schedule = config.path("beta_schedule").asString("scaled_linear");
        String prediction = config.path("prediction_type").asString("epsilon");
        boolean scaled = schedule.equals("scaled_linear");
        predictsVelocity = prediction.equals("v_prediction");
        if (timesteps < 2
                || timesteps > MOST_TIMESTEPS
                || !(first > 0 && first <= last && last < 1)
                || !(scaled || schedule.equals("linear"))
                || !(predictsVelocity || prediction.equals("epsilon"))) {
            throw new IllegalArgumentException(
                    timesteps + " timesteps, beta " + first + " to " + last + " " + schedule + ", "
                            + prediction + " (expected: 2.." + MOST_TIMESTEPS
                            + ", 0 < start <= end < 1, linear or scaled_linear, epsilon or v_prediction)");
        }
        keptSignal = new double[timesteps];
        double kept = 1;
        for (int t = 0; t < timesteps; t++) {
            double share = (double) t / (timesteps - 1);
            double beta = scaled
                    ? square(Math.sqrt(first) + share * (Math.sqrt(last) - Math.sqrt(first)))
                    : first + share * (last - first);
            kept *= 1 - beta;
            keptSignal[t] = kept;
        }
        offset = config.path("steps_offset").asInt(0);
        lastKept = config.path("set_alpha_to_one").asBoolean(false) ? 1 : keptSignal[0];
    }

    static NoiseSchedule parse(String json) throws BadPackException {
        try {
            return new NoiseSchedule(JsonMapper.shared().readTree(json));
        } catch (JacksonException | IllegalArgumentException e) {
            throw new BadPackException(
                    "The diffusion pack's scheduler/scheduler_config.json cannot be used: " + e.getMessage() + ".", e);
        }
    }

    /** The moments of training at which noise is taken away, from the noisiest on. */
    int[] timesteps(int steps) {
        if (steps > keptSignal.length) {
            throw new IllegalArgumentException("steps: " + steps + " (expected: at most " + keptSignal.length + ")");
        }
        int stride = keptSignal.length / steps;
        int[] timesteps = new int[steps];
        for (int i = 0; i < steps; i++) {
            timesteps[i] = Math.min(keptSignal.length - 1, (steps - 1 - i) * stride + offset);
        }
        return timesteps;
    }

    /** Takes noise from {@code latents}, in place, on the way from one timestep to the next of {@code steps}. */
    void step(float[] latents, float[] predicted, int timestep, int steps) {
        int before = timestep - keptSignal.length / steps;
        double kept = keptSignal[timestep];
        double keptBefore = before >= 0 ? keptSignal[before] : lastKept;
        double signal = Math.sqrt(kept);
        double noise = Math.sqrt(1 - kept);
        for (int i = 0; i < latents.length; i++) {
            double clean = predictsVelocity
                    ? signal * latents[i] - noise * predicted[i]
                    : (latents[i] - noise * predicted[i]) / signal;
            double direction = predictsVelocity ? signal * predicted[i] + noise * latents[i] : predicted[i];
            latents[i] = (float) (Math.sqrt(keptBefore) * clean + Math.sqrt(1 - keptBefore) * direction);
        }
    }

    private static double square(double x) {
        return x * x;
    }
}
