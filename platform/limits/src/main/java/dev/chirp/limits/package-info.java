/** Token buckets that all instances share through Redis. */
@NullMarked
package dev.chirp.limits;

import org.jspecify.annotations.NullMarked;
