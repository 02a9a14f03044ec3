/** The internal HTTP interface: a sprite on demand. */
@NullMarked
package dev.chirp.art.generate;

import org.jspecify.annotations.NullMarked;
