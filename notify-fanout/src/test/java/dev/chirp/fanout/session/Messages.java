package dev.chirp.fanout.session;

import dev.chirp.fanout.channel.LiveMessage;
import dev.chirp.fanout.channel.Position;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.LongStream;

/** Messages of epoch 3, unless said otherwise. */
final class Messages {
    static final long EPOCH = 3;

    private Messages() {}

    static LiveMessage message(long offset) {
        return message(EPOCH, offset);
    }

    static LiveMessage message(long epoch, long offset) {
        byte[] frame = "{\"offset\":%d}".formatted(offset).getBytes(StandardCharsets.UTF_8);
        return LiveMessage.of(new Position(epoch, offset), 0, frame);
    }

    static List<LiveMessage> messages(long from, long to) {
        return LongStream.rangeClosed(from, to).mapToObj(Messages::message).toList();
    }

    static Position at(long offset) {
        return new Position(EPOCH, offset);
    }
}
