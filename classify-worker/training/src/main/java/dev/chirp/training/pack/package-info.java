/** Writes the files of a model pack. */
@NullMarked
package dev.chirp.training.pack;

import org.jspecify.annotations.NullMarked;
