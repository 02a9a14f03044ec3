/** What makes a sprite a good one, in numbers. */
@NullMarked
package dev.chirp.art.style;

import org.jspecify.annotations.NullMarked;
