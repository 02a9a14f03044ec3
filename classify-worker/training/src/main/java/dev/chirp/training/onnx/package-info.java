/** The trained model as one ONNX graph, front end included. */
@NullMarked
package dev.chirp.training.onnx;

import org.jspecify.annotations.NullMarked;
