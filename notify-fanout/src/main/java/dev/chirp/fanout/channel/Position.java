package dev.chirp.fanout.channel;

/** The last message seen of a durable channel; offset 0 is before the first. */
public record Position(long epoch, long offset) {
    public Position {
        if (epoch < 0 || offset < 0) {
            throw new IllegalArgumentException("position: %d:%d (expected: not negative)".formatted(epoch, offset));
        }
    }

    public Position at(long newOffset) {
        return new Position(epoch, newOffset);
    }
}
