/** Programs that draw the pages of the documentation. */
@NullMarked
package dev.chirp.song.studio;

import org.jspecify.annotations.NullMarked;
