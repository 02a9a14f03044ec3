/** Looking for input that code cannot stand. */
@NullMarked
package dev.chirp.embedded.fuzz;

import org.jspecify.annotations.NullMarked;
