/** Checks what must hold of the whole platform when it is quiet again. */
@NullMarked
package dev.chirp.load.check;

import org.jspecify.annotations.NullMarked;
