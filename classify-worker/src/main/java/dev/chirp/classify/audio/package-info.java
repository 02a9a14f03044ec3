/** Recordings as the windows that a model wants. */
@NullMarked
package dev.chirp.classify.audio;

import org.jspecify.annotations.NullMarked;
