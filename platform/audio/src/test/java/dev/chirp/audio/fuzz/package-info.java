/** Mutating recordings, and looking at what comes of them. */
@NullMarked
package dev.chirp.audio.fuzz;

import org.jspecify.annotations.NullMarked;
