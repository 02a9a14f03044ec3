/** Days of the event table that are too old. */
@NullMarked
package dev.chirp.relay.retention;

import org.jspecify.annotations.NullMarked;
