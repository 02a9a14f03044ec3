/** WebM elements after RFC 8794 that carry Opus. */
@NullMarked
package dev.chirp.audio.webm;

import org.jspecify.annotations.NullMarked;
