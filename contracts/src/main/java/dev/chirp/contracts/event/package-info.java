/** The domain events, how they are numbered, keyed and carried. */
@NullMarked
package dev.chirp.contracts.event;

import org.jspecify.annotations.NullMarked;
