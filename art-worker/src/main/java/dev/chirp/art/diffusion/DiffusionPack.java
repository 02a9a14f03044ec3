package dev.chirp.art.diffusion;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * A diffusion pack that was read and verified.
 *
 * @param lora tensors by the input of the UNet that they belong to, weighted
 */
record DiffusionPack(
        PackManifest manifest, ClipTokenizer tokenizer, NoiseSchedule schedule, Map<String, Safetensors.Tensor> lora) {
    private static final long MEGABYTE = 1 << 20;

    /** Reads and verifies a folder, and opens its graphs. Takes seconds to minutes. */
    static Pipeline open(Path folder, Provider provider) throws BadPackException {
        try {
            PackManifest manifest = PackManifest.parse(Files.readAllBytes(folder.resolve("manifest.json")));
            long free = freeMemoryMegabytes();
            if (free < manifest.minRamMb()) {
                throw new BadPackException(
                        "The diffusion pack needs " + manifest.minRamMb() + " MB of memory; " + free + " MB are free.");
            }
            for (Map.Entry<String, String> file : manifest.sha256().entrySet()) {
                verify(inside(folder, file.getKey()), file.getValue());
            }
            DiffusionPack pack = new DiffusionPack(
                    manifest,
                    new ClipTokenizer(
                            Files.readString(folder.resolve("tokenizer/vocab.json")),
                            Files.readString(folder.resolve("tokenizer/merges.txt"))),
                    NoiseSchedule.parse(Files.readString(folder.resolve("scheduler/scheduler_config.json"))),
                    lora(folder, manifest));
            pack.schedule().timesteps(manifest.steps());
            return pipeline(folder, provider, pack);
        } catch (IOException e) {
            throw new BadPackException("The diffusion pack in " + folder + " cannot be read: " + e + ".", e);
        } catch (OrtException e) {
            throw new BadPackException("A graph of the diffusion pack cannot be opened: " + e.getMessage() + ".", e);
        } catch (IllegalArgumentException e) {
            throw new BadPackException("The diffusion pack cannot be used: " + e.getMessage() + ".", e);
        }
    }

    static long freeMemoryMegabytes() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getFreeMemorySize() / MEGABYTE;
    }

    private static Pipeline pipeline(Path folder, Provider provider, DiffusionPack pack)
            throws OrtException, BadPackException {
        try (OrtSession.SessionOptions options = provider.options()) {
            List<OrtSession> opened = new ArrayList<>();
            try {
                for (String graph : List.of("text_encoder", "unet", "vae_decoder")) {
                    opened.add(session(folder, graph, options));
                }
                return new Pipeline(pack, opened.get(0), opened.get(1), opened.get(2));
            } catch (OrtException | BadPackException | RuntimeException e) {
                for (OrtSession session : opened) {
                    session.close();
                }
                throw e;
            }
        }
    }

    private static OrtSession session(Path folder, String graph, OrtSession.SessionOptions options)
            throws OrtException {
        return OrtEnvironment.getEnvironment()
                .createSession(folder.resolve(graph).resolve("model.onnx").toString(), options);
    }

    private static Map<String, Safetensors.Tensor> lora(Path folder, PackManifest manifest)
            throws IOException, BadPackException {
        Map<String, Safetensors.Tensor> all = new HashMap<>();
        for (PackManifest.Lora lora : manifest.lora()) {
            Map<String, Safetensors.Tensor> tensors = Safetensors.read(inside(folder, lora.file()));
            for (Map.Entry<String, Safetensors.Tensor> entry : tensors.entrySet()) {
                String name = entry.getKey();
                if (name.contains("lora_B") || name.contains("lora_up")) {
                    weigh(entry.getValue(), (float) lora.weight());
                }
                if (all.put(name, entry.getValue()) != null) {
                    throw new BadPackException("Two LoRA files of the diffusion pack have a tensor '" + name + "'.");
                }
            }
        }
        return Map.copyOf(all);
    }

    private static void weigh(Safetensors.Tensor tensor, float weight) {
        for (int i = 0; i < tensor.values().limit(); i++) {
            tensor.values().put(i, tensor.values().get(i) * weight);
        }
    }

    private static Path inside(Path folder, String file) throws BadPackException {
        Path path = folder.resolve(file).normalize();
        if (!path.startsWith(folder.normalize())) {
            throw new BadPackException("The diffusion pack names a file outside its folder: " + file + ".");
        }
        return path;
    }

    private static void verify(Path file, String expected) throws IOException, BadPackException {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        String found = HexFormat.of().formatHex(digest.digest());
        if (!found.equalsIgnoreCase(expected)) {
            throw new BadPackException(
                    "The diffusion pack's " + file.getFileName() + " has SHA-256 " + found + ", not " + expected + ".");
        }
    }
}
