/** Opus packets after RFC 6716. */
@NullMarked
package dev.chirp.audio.opus;

import org.jspecify.annotations.NullMarked;
