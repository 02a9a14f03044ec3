/** Plays devices: many streams of sound at once, over TCP or TLS, with everything that goes wrong with real ones. */
@NullMarked
package dev.chirp.load.device;

import org.jspecify.annotations.NullMarked;
