/** Who is connected, on all instances. */
@NullMarked
package dev.chirp.fanout.presence;

import org.jspecify.annotations.NullMarked;
