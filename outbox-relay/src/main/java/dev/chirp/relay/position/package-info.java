/** Positions as snapshots: which transactions lie between two of them. Pure. */
@NullMarked
package dev.chirp.relay.position;

import org.jspecify.annotations.NullMarked;
