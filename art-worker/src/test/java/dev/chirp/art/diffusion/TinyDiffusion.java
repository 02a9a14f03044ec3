package dev.chirp.art.diffusion;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A diffusion pack of a few kilobytes. Its text encoder gives each token one number; its UNet predicts the latents plus the
 * mean of these, plus what a LoRA says; its decoder paints a bird of five colours on a white ground, whose blue part takes the
 * mean of the latents as its tint.
 */
final class TinyDiffusion {
    static final int SIZE = 64;
    static final String LORA_INPUT = "mid.lora_B.weight";
    private static final int TOKENS = 8;
    private static final int LATENTS = SIZE / 8;
    private static final String VOCABULARY = """
        {"r": 1, "o": 2, "b": 3, "i": 4, "n": 5, "n</w>": 6, "j": 7, "a": 8, "y</w>": 9, "ro": 10, "ro\\u0062": 11,
         "in</w>": 12, "robin</w>": 13, "jay</w>": 14, "ay</w>": 15, "<|startoftext|>": 30, "<|endoftext|>": 31}
        """;
    private static final String MERGES = """
        #version: 0.2
        r o
        ro b
        i n</w>
        rob in</w>
        a y</w>
        j ay</w>
        """;

    private final Path folder;
    private String manifest = """
        {"name": "tiny", "version": "1", "licence": "Apache-2.0", "prompt": "{common_name}", "negative_prompt": "",
         "steps": 4, "guidance": 2.0, "size": 64, "scaling_factor": 1.0, "max_tokens": 8, "min_ram_mb": 1}
        """;
    private boolean birdOnThePicture = true;
    private boolean loraInput;

    private TinyDiffusion(Path folder) {
        this.folder = folder;
    }

    static TinyDiffusion in(Path folder) {
        return new TinyDiffusion(folder);
    }

    TinyDiffusion replacingInManifest(String text, String by) {
        if (!manifest.contains(text)) {
            throw new IllegalArgumentException("not in the manifest: " + text);
        }
        manifest = manifest.replace(text, by);
        return this;
    }

    TinyDiffusion withoutBird() {
        birdOnThePicture = false;
        return this;
    }

    TinyDiffusion withLoraInput() {
        loraInput = true;
        return this;
    }

    Path write() throws IOException {
        Files.createDirectories(folder.resolve("tokenizer"));
        Files.createDirectories(folder.resolve("scheduler"));
        Files.writeString(folder.resolve("manifest.json"), manifest);
        Files.writeString(folder.resolve("tokenizer/vocab.json"), VOCABULARY);
        Files.writeString(folder.resolve("tokenizer/merges.txt"), MERGES);
        Files.writeString(folder.resolve("scheduler/scheduler_config.json"), """
            {"num_train_timesteps": 1000, "beta_start": 0.00085, "beta_end": 0.012, "beta_schedule": "scaled_linear",
             "prediction_type": "epsilon", "steps_offset": 1, "set_alpha_to_one": false}
            """);
        graph("text_encoder", textEncoder());
        graph("unet", unet());
        graph("vae_decoder", decoder());
        return folder;
    }

    ClipTokenizer tokenizer() throws BadPackException {
        return new ClipTokenizer(VOCABULARY, MERGES);
    }

    /** A file of one tensor of one number. */
    void lora(String file, String tensor, float value) throws IOException {
        byte[] header = ("{\"__metadata__\": {}, \"" + tensor
                        + "\": {\"dtype\": \"F32\", \"shape\": [1], \"data_offsets\": [0, 4]}}")
                .getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(8 + header.length + 4).order(ByteOrder.LITTLE_ENDIAN);
        Files.createDirectories(folder);
        Files.write(
                folder.resolve(file),
                bytes.putLong(header.length).put(header).putFloat(value).array());
    }

    private static GraphProto.Builder textEncoder() {
        TensorProto.Builder table = tensor("table", 32, 1);
        for (int id = 0; id < 32; id++) {
            table.addFloatData(id == 31 || id == 30 ? 0 : id / 32f);
        }
        return GraphProto.newBuilder()
                .setName("text")
                .addInput(input("input_ids", TensorProto.DataType.INT64, 1, TOKENS))
                .addOutput(input("last_hidden_state", TensorProto.DataType.FLOAT, 1, TOKENS, 1))
                .addInitializer(table)
                .addNode(node("Gather", "last_hidden_state", "table", "input_ids"));
    }

    private GraphProto.Builder unet() {
        TensorProto.Builder shape = TensorProto.newBuilder()
                .setName("shape")
                .setDataType(TensorProto.DataType.INT64.getNumber())
                .addDims(4);
        List.of(-1L, 1L, 1L, 1L).forEach(shape::addInt64Data);
        TensorProto.Builder zero = tensor("zero", 1).addFloatData(0);
        NodeProto mean = node("ReduceMean", "mean", "encoder_hidden_states").toBuilder()
                .addAttribute(AttributeProto.newBuilder()
                        .setName("axes")
                        .setType(AttributeProto.AttributeType.INTS)
                        .addInts(1)
                        .addInts(2))
                .build();
        NodeProto cast = node("Cast", "time", "timestep").toBuilder()
                .addAttribute(AttributeProto.newBuilder()
                        .setName("to")
                        .setType(AttributeProto.AttributeType.INT)
                        .setI(TensorProto.DataType.FLOAT.getNumber()))
                .build();
        GraphProto.Builder unet = GraphProto.newBuilder()
                .setName("unet")
                .addInput(input("sample", TensorProto.DataType.FLOAT, -1, 4, LATENTS, LATENTS))
                .addInput(input("timestep", TensorProto.DataType.INT64, 1))
                .addInput(input("encoder_hidden_states", TensorProto.DataType.FLOAT, -1, TOKENS, 1))
                .addOutput(input("out_sample", TensorProto.DataType.FLOAT, -1, 4, LATENTS, LATENTS))
                .addInitializer(shape)
                .addInitializer(zero)
                .addNode(mean)
                .addNode(node("Reshape", "text", "mean", "shape"))
                .addNode(cast)
                .addNode(node("Mul", "no_time", "time", "zero"))
                .addNode(node("Add", "told", "text", loraInput ? LORA_INPUT : "zero"))
                .addNode(node("Add", "led", "sample", "told"))
                .addNode(node("Add", "out_sample", "led", "no_time"));
        return loraInput ? unet.addInput(input(LORA_INPUT, TensorProto.DataType.FLOAT, 1)) : unet;
    }

    private GraphProto.Builder decoder() {
        TensorProto.Builder picture = tensor("picture", 1, 3, SIZE, SIZE);
        TensorProto.Builder tint = tensor("tint", 1, 3, SIZE, SIZE);
        int[][] colours = {{200, 60, 40}, {60, 50, 45}, {230, 190, 60}, {90, 140, 70}, {120, 120, 130}};
        for (int channel = 0; channel < 3; channel++) {
            for (int y = 0; y < SIZE; y++) {
                for (int x = 0; x < SIZE; x++) {
                    boolean bird = birdOnThePicture && Math.hypot(x - 32, y - 34) < 20;
                    int level = bird ? colours[Math.floorMod(y / 8, colours.length)][channel] : 255;
                    picture.addFloatData(level / 127.5f - 1);
                    tint.addFloatData(bird && channel == 2 && x > 32 ? -0.5f : 0);
                }
            }
        }
        return GraphProto.newBuilder()
                .setName("decoder")
                .addInput(input("latent_sample", TensorProto.DataType.FLOAT, 1, 4, LATENTS, LATENTS))
                .addOutput(input("sample", TensorProto.DataType.FLOAT, 1, 3, SIZE, SIZE))
                .addInitializer(picture)
                .addInitializer(tint)
                .addNode(node("ReduceMean", "level", "latent_sample"))
                .addNode(node("Mul", "shade", "tint", "level"))
                .addNode(node("Add", "sample", "picture", "shade"));
    }

    private void graph(String name, GraphProto.Builder graph) throws IOException {
        Files.createDirectories(folder.resolve(name));
        ModelProto model = ModelProto.newBuilder()
                .setIrVersion(8)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(13))
                .setGraph(graph)
                .build();
        Files.write(folder.resolve(name).resolve("model.onnx"), model.toByteArray());
    }

    private static NodeProto node(String operator, String output, String... inputs) {
        return NodeProto.newBuilder()
                .setOpType(operator)
                .setName(output)
                .addOutput(output)
                .addAllInput(List.of(inputs))
                .build();
    }

    private static TensorProto.Builder tensor(String name, long... dimensions) {
        TensorProto.Builder tensor =
                TensorProto.newBuilder().setName(name).setDataType(TensorProto.DataType.FLOAT.getNumber());
        for (long dimension : dimensions) {
            tensor.addDims(dimension);
        }
        return tensor;
    }

    /** -1 is the batch. */
    private static ValueInfoProto input(String name, TensorProto.DataType type, long... dimensions) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        for (long dimension : dimensions) {
            TensorShapeProto.Dimension.Builder each = TensorShapeProto.Dimension.newBuilder();
            shape.addDim(dimension < 0 ? each.setDimParam("batch") : each.setDimValue(dimension));
        }
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder()
                        .setTensorType(TypeProto.Tensor.newBuilder()
                                .setElemType(type.getNumber())
                                .setShape(shape)))
                .build();
    }
}
