/** Changing the sample rate of a mono stream. */
@NullMarked
package dev.chirp.audio.resample;

import org.jspecify.annotations.NullMarked;
