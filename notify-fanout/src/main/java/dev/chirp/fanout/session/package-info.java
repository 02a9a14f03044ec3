/** One client's session: its position in channels, its outbound queue, its heartbeat and its end. */
@NullMarked
package dev.chirp.fanout.session;

import org.jspecify.annotations.NullMarked;
