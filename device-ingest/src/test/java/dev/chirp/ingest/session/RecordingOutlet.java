package dev.chirp.ingest.session;

import dev.chirp.ingest.frame.Body;
import dev.chirp.ingest.frame.Frame;
import dev.chirp.ingest.intake.ClipFeed;
import dev.chirp.ingest.intake.Receipt;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/** Notes what a session does, and answers for the gateway when a test says so. */
final class RecordingOutlet implements Outlet {
    final List<Body> sent = new ArrayList<>();
    final List<String> asked = new ArrayList<>();
    final List<Feed> clips = new ArrayList<>();
    boolean ready = true;
    boolean roomForEvents = true;
    int closed;

    /** One clip, as the gateway would see it. */
    final class Feed implements ClipFeed {
        final NewClip clip;
        final ByteArrayOutputStream audio = new ByteArrayOutputStream();
        private final Listener listener;
        boolean complete;
        boolean aborted;

        Feed(NewClip clip, Listener listener) {
            this.clip = clip;
            this.listener = listener;
        }

        @Override
        public boolean isReady() {
            return ready;
        }

        @Override
        public void write(ByteBuf bytes) {
            audio.writeBytes(ByteBufUtil.getBytes(bytes));
            bytes.release();
        }

        @Override
        public void complete() {
            complete = true;
        }

        @Override
        public void abort() {
            aborted = true;
        }

        void commit() {
            listener.onReceipt(new Receipt.Committed(7, false));
        }

        void answer(Receipt receipt) {
            listener.onReceipt(receipt);
        }
    }

    @Override
    public void send(Frame frame) {
        sent.add(frame.body());
    }

    @Override
    public boolean offer(Body.Event event) {
        if (roomForEvents) {
            sent.add(event);
        }
        return roomForEvents;
    }

    @Override
    public void identify(String deviceKey) {
        asked.add(deviceKey);
    }

    @Override
    public ClipFeed begin(NewClip clip, ClipFeed.Listener listener) {
        Feed feed = new Feed(clip, listener);
        clips.add(feed);
        return feed;
    }

    @Override
    public void close() {
        closed++;
    }

    <T extends Body> List<T> sent(Class<T> type) {
        return sent.stream().filter(type::isInstance).map(type::cast).toList();
    }

    Body last() {
        return sent.getLast();
    }
}
