/** The durable log of live delivery, for clients that poll. */
@NullMarked
package dev.chirp.gateway.live;

import org.jspecify.annotations.NullMarked;
