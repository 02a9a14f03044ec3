package dev.chirp.ingest.gate;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.ReferenceCountUtil;
import reactor.netty.Connection;
import reactor.netty.NettyPipeline;

/** After reactor-netty has answered the upgrade, takes the channel from it: the bytes of messages go where those of TCP go. */
final class StreamTakeover {
    /** Of one message; frames may be spread over several. */
    static final int MAX_MESSAGE_BYTES = 128 * 1024;

    private StreamTakeover() {}

    /** On the channel's event loop, right after the upgrade was answered. */
    static void of(Connection upgraded, FrameGate gate) {
        Channel channel = upgraded.channel();
        DeviceConnection device = new DeviceConnection(channel, Transport.WEBSOCKET, gate);
        ChannelPipeline pipeline = channel.pipeline();
        pipeline.replace(NettyPipeline.ReactiveBridge, "messages", new Messages());
        pipeline.addLast("device", device);
        upgraded.rebind(new Detached(channel));
        channel.config().setAutoRead(true);
        device.begin();
    }

    /** What reactor-netty finds on a channel that it no longer owns. */
    private record Detached(Channel channel) implements Connection {}

    /** Between messages and bytes. */
    @ChannelHandler.Sharable
    @SuppressWarnings("FutureReturnValueIgnored") // A failed write closes the channel.
    private static final class Messages extends ChannelDuplexHandler {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (!(message instanceof WebSocketFrame frame)) {
                ReferenceCountUtil.release(message);
                return;
            }
            switch (frame) {
                case BinaryWebSocketFrame binary -> context.fireChannelRead(binary.content());
                case ContinuationWebSocketFrame more -> context.fireChannelRead(more.content());
                case PingWebSocketFrame ping -> pong(context, ping);
                case CloseWebSocketFrame close -> {
                    close.release();
                    context.close();
                }
                case PongWebSocketFrame pong -> pong.release();
                default -> {
                    frame.release();
                    context.writeAndFlush(new CloseWebSocketFrame(WebSocketCloseStatus.INVALID_MESSAGE_TYPE))
                            .addListener(written -> context.close());
                }
            }
        }

        /** Who reads no answers gets no connection. */
        private static void pong(ChannelHandlerContext context, PingWebSocketFrame ping) {
            if (context.channel().isWritable()) {
                context.writeAndFlush(new PongWebSocketFrame(ping.content()));
            } else {
                ping.release();
                context.close();
            }
        }

        @Override
        public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
            context.write(message instanceof ByteBuf bytes ? new BinaryWebSocketFrame(bytes) : message, promise);
        }
    }
}
