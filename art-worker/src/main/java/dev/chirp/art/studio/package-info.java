/** Draws on a bounded pool and keeps the files. */
@NullMarked
package dev.chirp.art.studio;

import org.jspecify.annotations.NullMarked;
