/** FLAC after RFC 9639. */
@NullMarked
package dev.chirp.audio.flac;

import org.jspecify.annotations.NullMarked;
