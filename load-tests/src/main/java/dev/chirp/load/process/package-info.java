/** Starts and stops real processes of the platform. */
@NullMarked
package dev.chirp.load.process;

import org.jspecify.annotations.NullMarked;
