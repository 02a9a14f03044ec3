/** A client of live events that comes back by itself; needs nothing but the JDK and a JSON library. */
@NullMarked
package dev.chirp.cli.live;

import org.jspecify.annotations.NullMarked;
