/** How much a client may do in a minute. */
@NullMarked
package dev.chirp.gateway.limit;

import org.jspecify.annotations.NullMarked;
