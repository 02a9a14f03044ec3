/** Who owns which lane, until when, and up to where it has been published. */
@NullMarked
package dev.chirp.relay.lane;

import org.jspecify.annotations.NullMarked;
