/** What travels from the feed to the sockets: numbered frames of a channel. */
@NullMarked
package dev.chirp.fanout.channel;

import org.jspecify.annotations.NullMarked;
