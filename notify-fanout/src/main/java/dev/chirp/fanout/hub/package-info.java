/** Routes each message to the sockets of its channel on this instance. */
@NullMarked
package dev.chirp.fanout.hub;

import org.jspecify.annotations.NullMarked;
