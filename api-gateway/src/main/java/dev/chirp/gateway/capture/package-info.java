/** Captures as their owner sees, hears, reviews and deletes them. */
@NullMarked
package dev.chirp.gateway.capture;

import org.jspecify.annotations.NullMarked;
