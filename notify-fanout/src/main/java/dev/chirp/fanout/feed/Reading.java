package dev.chirp.fanout.feed;

import dev.chirp.fanout.channel.DurableChannel;
import dev.chirp.fanout.channel.LiveMessage;
import dev.chirp.fanout.channel.SnapshotChannel;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a record of the topic turned out to be. */
sealed interface Reading {
    /**
     * A numbered message of a channel; a skip when its type is not known to this version.
     *
     * @param device whose state it may have changed, or null
     */
    record Message(
            DurableChannel channel,
            LiveMessage message,
            @Nullable String requestId,
            @Nullable SnapshotChannel device) implements Reading {}

    /**
     * Goes to the dead-letter topic.
     *
     * @param reason short and stable, of the list in {@code docs/events.md}
     * @param detail for people; nothing of the value
     * @param place what keeps the channel's offsets gapless, if the record could be placed
     */
    record Undecodable(String reason, String detail, Optional<Message> place) implements Reading {}
}
