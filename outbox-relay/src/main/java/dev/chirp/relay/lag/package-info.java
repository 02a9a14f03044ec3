/** How far the platform's consumer groups are behind, as the broker knows it. */
@NullMarked
package dev.chirp.relay.lag;

import org.jspecify.annotations.NullMarked;
