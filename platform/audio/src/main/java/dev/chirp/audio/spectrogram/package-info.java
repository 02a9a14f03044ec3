/** Drawing the spectrogram of a recording as a PNG of bounded size. */
@NullMarked
package dev.chirp.audio.spectrogram;

import org.jspecify.annotations.NullMarked;
