/** The server's frames as bytes. */
@NullMarked
package dev.chirp.fanout.frame;

import org.jspecify.annotations.NullMarked;
