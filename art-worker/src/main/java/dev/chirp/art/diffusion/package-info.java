/** The second engine: a diffusion pipeline in ONNX from a local folder. */
@NullMarked
package dev.chirp.art.diffusion;

import org.jspecify.annotations.NullMarked;
