package dev.chirp.art.diffusion;

import dev.chirp.contracts.event.EventJson;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * The {@code manifest.json} of a diffusion pack. Its folder is laid out as Diffusers exports it: {@code tokenizer/vocab.json}
 * and {@code merges.txt}, {@code text_encoder/model.onnx}, {@code unet/model.onnx}, {@code vae_decoder/model.onnx},
 * {@code scheduler/scheduler_config.json}.
 *
 * @param prompt with <code>{common_name}</code> and <code>{scientific_name}</code> in it; it should ask for a plain ground
 * @param negativePrompt what the picture is led away from
 * @param steps 1 to 100
 * @param guidance how strongly; 1 is not at all
 * @param size of the picture in pixels, a multiple of 8, 64 to 1024
 * @param scalingFactor what latents are divided by before they are decoded
 * @param maxTokens the text encoder's length
 * @param pad the token behind the end of a text
 * @param sha256 of files, by path; a file that is not named is not checked
 */
record PackManifest(
        String name,
        String version,
        String licence,
        String prompt,
        String negativePrompt,
        int steps,
        double guidance,
        int size,
        double scalingFactor,
        int maxTokens,
        String pad,
        List<Lora> lora,
        Map<String, String> sha256,
        int minRamMb) {

    /**
     * A file of low-rank factors in the safetensors format, for a UNet that was exported with them as inputs: each tensor is
     * fed to the input of its name.
     *
     * @param weight what the tensors whose name contains {@code lora_B} or {@code lora_up} are multiplied by
     */
    record Lora(String file, double weight) {
        Lora {
            Objects.requireNonNull(file, "lora.file");
        }
    }

    PackManifest(
            String name,
            String version,
            String licence,
            String prompt,
            @Nullable String negativePrompt,
            int steps,
            double guidance,
            int size,
            double scalingFactor,
            int maxTokens,
            @Nullable String pad,
            @Nullable List<Lora> lora,
            @Nullable Map<String, String> sha256,
            int minRamMb) {
        this.name = Objects.requireNonNull(name, "name");
        this.version = Objects.requireNonNull(version, "version");
        this.licence = Objects.requireNonNull(licence, "licence");
        this.prompt = Objects.requireNonNull(prompt, "prompt");
        this.negativePrompt = Objects.requireNonNullElse(negativePrompt, "");
        this.steps = within("steps", steps, 1, 100);
        this.guidance = guidance;
        this.size = within("size", size, 64, 1024);
        this.scalingFactor = scalingFactor;
        this.maxTokens = within("max_tokens", maxTokens, 2, 512);
        this.pad = Objects.requireNonNullElse(pad, ClipTokenizer.END);
        this.lora = lora == null ? List.of() : List.copyOf(lora);
        this.sha256 = sha256 == null ? Map.of() : Map.copyOf(sha256);
        this.minRamMb = minRamMb;
        if (size % 8 != 0 || !(scalingFactor > 0) || !(guidance >= 1 && guidance <= 30)) {
            throw new IllegalArgumentException("size " + size + ", scaling_factor " + scalingFactor + ", guidance "
                    + guidance + " (expected: a multiple of 8, above 0, 1..30)");
        }
    }

    static PackManifest parse(byte[] json) throws BadPackException {
        try {
            return EventJson.MAPPER.readValue(json, PackManifest.class);
        } catch (JacksonException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            String what = switch (cause) {
                case NullPointerException missing -> "'" + missing.getMessage() + "' is missing";
                case IllegalArgumentException wrong -> String.valueOf(wrong.getMessage());
                default -> String.valueOf(e.getOriginalMessage());
            };
            throw new BadPackException("The diffusion pack's manifest.json cannot be used: " + what + ".", e);
        }
    }

    String promptFor(String commonName, String scientificName) {
        return prompt.replace("{common_name}", commonName).replace("{scientific_name}", scientificName);
    }

    private static int within(String what, int got, int least, int most) {
        if (got < least || got > most) {
            throw new IllegalArgumentException(what + ": " + got + " (expected: " + least + ".." + most + ")");
        }
        return got;
    }
}
