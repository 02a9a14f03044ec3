/** Tickets and revocations: who may come in, and who may stay. */
@NullMarked
package dev.chirp.fanout.access;

import org.jspecify.annotations.NullMarked;
