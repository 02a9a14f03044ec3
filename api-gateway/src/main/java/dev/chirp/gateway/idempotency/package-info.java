/** Requests that name themselves, so that a repetition gets the first answer. */
@NullMarked
package dev.chirp.gateway.idempotency;

import org.jspecify.annotations.NullMarked;
