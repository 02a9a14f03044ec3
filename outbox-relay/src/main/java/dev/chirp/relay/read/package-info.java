/** Reads the committed events between two snapshots from the event table. */
@NullMarked
package dev.chirp.relay.read;

import org.jspecify.annotations.NullMarked;
