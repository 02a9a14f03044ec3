/** Keeps the event table supplied with days, measures the backlog. */
@NullMarked
package dev.chirp.relay.maintenance;

import org.jspecify.annotations.NullMarked;
