package dev.chirp.fanout.session;

/**
 * What a client is told about a channel that it joined.
 *
 * @param offset the newest offset; with {@code recovered}, after what is replayed
 * @param recovered whether everything since the client's position follows
 * @param replayed how many messages that are
 */
record ChannelState(String channel, long epoch, long offset, boolean recovered, long replayed) {}
