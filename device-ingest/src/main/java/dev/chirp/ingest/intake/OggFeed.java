package dev.chirp.ingest.intake;

import dev.chirp.ingest.opus.OggStream;
import dev.chirp.ingest.opus.OpusPacket;
import io.netty.buffer.ByteBuf;

/** Takes Opus packets, one at a time, and passes Ogg pages on. */
public final class OggFeed implements ClipFeed {
    private final ClipFeed pages;
    private final OggStream stream;

    /** @param pages where the head of the stream went */
    public OggFeed(ClipFeed pages, OggStream stream) {
        this.pages = pages;
        this.stream = stream;
    }

    @Override
    public boolean isReady() {
        return pages.isReady();
    }

    @Override
    public void write(ByteBuf packet) {
        stream.packet(packet, OpusPacket.samples(packet)).ifPresent(pages::write);
    }

    @Override
    public void complete() {
        pages.write(stream.end());
        pages.complete();
    }

    @Override
    public void abort() {
        stream.close();
        pages.abort();
    }
}
