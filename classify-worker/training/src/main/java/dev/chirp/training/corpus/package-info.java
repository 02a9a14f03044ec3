/** Labelled recordings made by the synthesiser. */
@NullMarked
package dev.chirp.training.corpus;

import org.jspecify.annotations.NullMarked;
