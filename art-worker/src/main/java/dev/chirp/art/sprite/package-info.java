/** Draws a recipe as pixel art, in whole numbers only. */
@NullMarked
package dev.chirp.art.sprite;

import org.jspecify.annotations.NullMarked;
