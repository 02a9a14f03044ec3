package dev.chirp.ingest.intake;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.NettyDataBufferFactory;
import reactor.core.Disposable;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.MonoSink;

/**
 * Carries the body of a request into a feed, asking for the next buffer only while the feed is ready for it. Everything
 * runs on the event loop of the request's connection, which the feed has, too.
 */
final class ClipUpload extends BaseSubscriber<DataBuffer> implements ClipFeed.Listener, Disposable {
    private final MonoSink<Receipt> sink;
    private final EventLoop loop;
    private @Nullable ClipFeed feed;
    private boolean subscribed;
    private boolean asked;

    ClipUpload(MonoSink<Receipt> sink, EventLoop loop) {
        this.sink = sink;
        this.loop = loop;
    }

    /** {@code head}: bytes before the body's. */
    void into(ClipFeed to, ByteBuf head) {
        feed = to;
        to.write(head);
    }

    @Override
    protected void hookOnSubscribe(Subscription subscription) {
        subscribed = true;
        ask();
    }

    @Override
    protected void hookOnNext(DataBuffer buffer) {
        asked = false;
        ByteBuf audio = NettyDataBufferFactory.toByteBuf(buffer);
        if (feed == null) {
            audio.release();
        } else {
            feed.write(audio);
        }
        ask();
    }

    private void ask() {
        if (subscribed && !asked && feed != null && feed.isReady()) {
            asked = true;
            request(1);
        }
    }

    @Override
    protected void hookOnComplete() {
        if (feed != null) {
            feed.complete();
        }
    }

    @Override
    protected void hookOnError(Throwable failure) {
        abort();
        sink.error(failure);
    }

    @Override
    public void onReady() {
        ask();
    }

    @Override
    public void onReceipt(Receipt receipt) {
        cancel();
        sink.success(receipt);
    }

    private void abort() {
        if (feed != null) {
            feed.abort();
        }
    }

    /** The device went away, its request broke, or the gateway has answered. */
    @Override
    public void dispose() {
        cancel();
        loop.execute(this::abort);
    }
}
