/** Takes captures from {@code classified} to {@code processed} when their species has its sprite. */
@NullMarked
package dev.chirp.art.completion;

import org.jspecify.annotations.NullMarked;
