/** Uses the platform as its users do: over REST and the live socket. */
@NullMarked
package dev.chirp.load.client;

import org.jspecify.annotations.NullMarked;
