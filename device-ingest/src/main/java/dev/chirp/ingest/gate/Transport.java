package dev.chirp.ingest.gate;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.ssl.SslHandler;
import java.util.Locale;
import java.util.function.Consumer;

/** How frames come here. */
@SuppressWarnings("FutureReturnValueIgnored") // What fails here ends when the connection does.
enum Transport {
    TCP,
    TLS,
    WEBSOCKET;

    private final String tag = name().toLowerCase(Locale.ROOT);

    String tag() {
        return tag;
    }

    /**
     * Says that nothing more is sent, once what was sent has been written. The connection itself stays, so that no reset
     * takes the last frame away from a device that still sends.
     */
    void endOutput(Channel channel) {
        switch (this) {
            case TCP -> whenWritten(channel, Transport::shutdown);
            case TLS -> whenWritten(channel, Transport::notifyClosed);
            case WEBSOCKET -> channel.writeAndFlush(new CloseWebSocketFrame(WebSocketCloseStatus.NORMAL_CLOSURE));
        }
    }

    private static void whenWritten(Channel channel, Consumer<Channel> action) {
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(written -> action.accept(channel));
    }

    private static void shutdown(Channel channel) {
        if (channel instanceof DuplexChannel socket) {
            socket.shutdownOutput();
        } else {
            channel.close();
        }
    }

    private static void notifyClosed(Channel channel) {
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        if (tls != null) {
            tls.closeOutbound();
        } else {
            channel.close();
        }
    }
}
