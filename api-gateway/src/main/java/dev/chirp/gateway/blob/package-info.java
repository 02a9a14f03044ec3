/** The bridge from event loops to the blocking blob store. */
@NullMarked
package dev.chirp.gateway.blob;

import org.jspecify.annotations.NullMarked;
