/** WebSocket upgrades and frames on Netty. */
@NullMarked
package dev.chirp.fanout.socket;

import org.jspecify.annotations.NullMarked;
