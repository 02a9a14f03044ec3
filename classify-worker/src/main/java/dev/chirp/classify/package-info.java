/** The service that identifies the bird in a capture. */
@NullMarked
package dev.chirp.classify;

import org.jspecify.annotations.NullMarked;
