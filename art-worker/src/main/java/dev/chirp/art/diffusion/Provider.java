package dev.chirp.art.diffusion;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtProvider;
import ai.onnxruntime.OrtSession;

/** What graphs run on. */
enum Provider {
    CPU,
    CUDA;

    /** The GPU where the runtime on the class path was built for one. */
    static Provider best() {
        return OrtEnvironment.getAvailableProviders().contains(OrtProvider.CUDA) ? CUDA : CPU;
    }

    OrtSession.SessionOptions options() throws OrtException {
        OrtSession.SessionOptions options = new OrtSession.SessionOptions();
        if (this == CUDA) {
            options.addCUDA(0);
        }
        return options;
    }
}
