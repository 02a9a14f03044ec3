/** Trains the shipped model pack on synthetic songs. */
@NullMarked
package dev.chirp.training;

import org.jspecify.annotations.NullMarked;
