/** The seam between containers, which split a file into packets, and codecs, which make sound of them. */
@NullMarked
package dev.chirp.audio.packet;

import org.jspecify.annotations.NullMarked;
