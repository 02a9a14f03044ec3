/** A PNG encoder whose bytes depend on nothing but the picture. */
@NullMarked
package dev.chirp.art.png;

import org.jspecify.annotations.NullMarked;
