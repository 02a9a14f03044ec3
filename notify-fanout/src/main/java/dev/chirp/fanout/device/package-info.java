/** The state of a user's devices. */
@NullMarked
package dev.chirp.fanout.device;

import org.jspecify.annotations.NullMarked;
