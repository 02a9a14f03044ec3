/** Measures a finished model file on recordings it was not trained on. */
@NullMarked
package dev.chirp.training.evaluation;

import org.jspecify.annotations.NullMarked;
