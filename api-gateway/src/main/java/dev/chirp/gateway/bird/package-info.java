/** The birds that a user has discovered, and their sprites. */
@NullMarked
package dev.chirp.gateway.bird;

import org.jspecify.annotations.NullMarked;
