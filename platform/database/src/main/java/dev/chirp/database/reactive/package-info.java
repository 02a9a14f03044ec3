/** Connections to the server that takes writes, without blocking. */
@NullMarked
package dev.chirp.database.reactive;

import org.jspecify.annotations.NullMarked;
