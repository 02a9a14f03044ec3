/** Synthetic songs of backyard birds, mixed with noise, from a seed. */
@NullMarked
package dev.chirp.song;

import org.jspecify.annotations.NullMarked;
