/** What a service does again and again while it runs. */
@NullMarked
package dev.chirp.fanout.tick;

import org.jspecify.annotations.NullMarked;
