/** Ogg pages after RFC 3533 that carry Opus after RFC 7845. */
@NullMarked
package dev.chirp.audio.ogg;

import org.jspecify.annotations.NullMarked;
