package dev.chirp.load.socket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.AttributeKey;
import java.io.IOException;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** One connection of a socket: asks for the upgrade, reads the answer, then frames. */
@SuppressWarnings(
        "FutureReturnValueIgnored") // What cannot be written or closed is noticed as the end of the connection.
final class FleetHandler extends ChannelInboundHandlerAdapter {
    static final AttributeKey<FleetSocket> SOCKET = AttributeKey.valueOf(FleetHandler.class, "socket");
    private static final byte[] END_OF_HEAD = {'\r', '\n', '\r', '\n'};
    private static final int MAX_HEAD_BYTES = 8_192;

    private final FrameReader frames = new FrameReader();
    private @Nullable ByteBuf head;
    private boolean upgraded;

    @Override
    public void channelActive(ChannelHandlerContext context) {
        FleetSocket socket = socket(context);
        head = context.alloc().heapBuffer(512);
        context.writeAndFlush(
                ByteBufUtil.encodeString(
                        context.alloc(),
                        CharBuffer.wrap(socket.request(context.channel().remoteAddress())),
                        StandardCharsets.US_ASCII),
                context.voidPromise());
        socket.connected(context.channel());
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        if (upgraded) {
            read(context, bytes);
            return;
        }
        ByteBuf soFar = head;
        if (soFar == null || soFar.readableBytes() > MAX_HEAD_BYTES) {
            bytes.release();
            context.close();
            return;
        }
        soFar.writeBytes(bytes);
        bytes.release();
        int end = indexOf(soFar);
        if (end < 0) {
            return;
        }
        int status = status(soFar);
        if (status != 101) {
            socket(context).refused(status);
            context.close();
            return;
        }
        upgraded = true;
        socket(context).upgraded();
        soFar.readerIndex(end + END_OF_HEAD.length);
        head = null;
        read(context, soFar);
    }

    private void read(ChannelHandlerContext context, ByteBuf bytes) {
        FleetSocket socket = socket(context);
        socket.heard(System.nanoTime());
        frames.read(bytes, socket);
    }

    private static int indexOf(ByteBuf bytes) {
        for (int at = bytes.readerIndex(); at <= bytes.writerIndex() - END_OF_HEAD.length; at++) {
            int matched = 0;
            while (matched < END_OF_HEAD.length && bytes.getByte(at + matched) == END_OF_HEAD[matched]) {
                matched++;
            }
            if (matched == END_OF_HEAD.length) {
                return at;
            }
        }
        return -1;
    }

    /** Of {@code HTTP/1.1 101 …}. */
    private static int status(ByteBuf bytes) {
        int status = 0;
        for (int at = 9; at < 12; at++) {
            status = status * 10 + bytes.getByte(bytes.readerIndex() + at) - '0';
        }
        return status;
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        frames.close();
        if (head != null) {
            head.release();
            head = null;
        }
        socket(context).gone(context.channel());
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (!(cause instanceof IOException)) {
            socket(context).violation(cause.toString());
        }
        context.close();
    }

    private static FleetSocket socket(ChannelHandlerContext context) {
        return context.channel().attr(SOCKET).get();
    }
}
