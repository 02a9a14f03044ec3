/** What holds of everything that the charts render. */
@NullMarked
package dev.chirp.helm;

import org.jspecify.annotations.NullMarked;
