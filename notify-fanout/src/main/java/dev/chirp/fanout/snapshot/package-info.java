/** Channels that show a state instead of a sequence. */
@NullMarked
package dev.chirp.fanout.snapshot;

import org.jspecify.annotations.NullMarked;
