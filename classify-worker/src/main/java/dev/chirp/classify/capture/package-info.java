/** Captures that were accepted become classified. */
@NullMarked
package dev.chirp.classify.capture;

import org.jspecify.annotations.NullMarked;
