/** How one individual differs from the next: ranges, and seeded draws from them. */
@NullMarked
package dev.chirp.song.variation;

import org.jspecify.annotations.NullMarked;
