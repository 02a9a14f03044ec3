/** What clients with a name have acknowledged. */
@NullMarked
package dev.chirp.fanout.position;

import org.jspecify.annotations.NullMarked;
