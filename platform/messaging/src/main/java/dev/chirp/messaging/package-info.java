/** The consumer runtime: position, retries and dead letters of every consumer whose state is in PostgreSQL. */
@NullMarked
package dev.chirp.messaging;

import org.jspecify.annotations.NullMarked;
