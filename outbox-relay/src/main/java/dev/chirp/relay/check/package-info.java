/** Refuses to work where the positions or the partitions mean something else. */
@NullMarked
package dev.chirp.relay.check;

import org.jspecify.annotations.NullMarked;
