package dev.chirp.classify.capture;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** Scores as bytes: the model in modified UTF-8, windows and labels as int, then window by window the scores as float. */
final class ScoreCheckpoint {
    private ScoreCheckpoint() {}

    static byte[] write(List<float[]> scores, String model) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeUTF(model);
            out.writeInt(scores.size());
            out.writeInt(scores.isEmpty() ? 0 : scores.getFirst().length);
            for (float[] window : scores) {
                for (float score : window) {
                    out.writeFloat(score);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
        return bytes.toByteArray();
    }

    /** Empty when they are another model's, or cannot be read: then the work begins anew. */
    static List<float[]> read(byte[] checkpoint, String model) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(checkpoint))) {
            if (!in.readUTF().equals(model)) {
                return List.of();
            }
            int windows = in.readInt();
            int labels = in.readInt();
            if ((long) windows * labels * Float.BYTES != in.available()) {
                return List.of();
            }
            List<float[]> scores = new ArrayList<>(windows);
            for (int i = 0; i < windows; i++) {
                float[] window = new float[labels];
                for (int j = 0; j < labels; j++) {
                    window[j] = in.readFloat();
                }
                scores.add(window);
            }
            return scores;
        } catch (IOException e) {
            return List.of();
        }
    }
}
