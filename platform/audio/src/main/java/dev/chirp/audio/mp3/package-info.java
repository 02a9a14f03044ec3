/** MPEG audio, layer III. */
@NullMarked
package dev.chirp.audio.mp3;

import org.jspecify.annotations.NullMarked;
