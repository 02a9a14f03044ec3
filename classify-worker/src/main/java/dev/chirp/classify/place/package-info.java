/** Where and when something was heard, and which species live there then. */
@NullMarked
package dev.chirp.classify.place;

import org.jspecify.annotations.NullMarked;
