package dev.chirp.fanout.socket;

import dev.chirp.fanout.session.CloseReason;
import dev.chirp.fanout.session.Session;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.CorruptedFrameException;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.AttributeKey;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns what a client sends into calls of its {@link Session}: one handler for all sockets, the session and a message
 * in fragments are attributes of the channel. Sits where reactor-netty's reactive bridge sat before the upgrade.
 */
@ChannelHandler.Sharable
@SuppressWarnings("FutureReturnValueIgnored") // After a close there is nothing left to do.
final class SocketHandler extends ChannelInboundHandlerAdapter {
    static final AttributeKey<Session> SESSION = AttributeKey.valueOf(SocketHandler.class, "session");

    private static final AttributeKey<ByteBuf> FRAGMENTS = AttributeKey.valueOf(SocketHandler.class, "fragments");
    private static final Logger log = LoggerFactory.getLogger(SocketHandler.class);

    private final int maxMessageBytes;
    private final Consumer<Session> onGone;

    /** A handler that calls {@code onGone} once for each socket that is gone. */
    SocketHandler(int maxMessageBytes, Consumer<Session> onGone) {
        this.maxMessageBytes = maxMessageBytes;
        this.onGone = onGone;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        try {
            if (message instanceof WebSocketFrame frame) {
                read(context, session(context), frame);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void read(ChannelHandlerContext context, Session session, WebSocketFrame frame) {
        session.onFrame();
        switch (frame) {
            case TextWebSocketFrame text when text.isFinalFragment() -> onText(session, text.content());
            case TextWebSocketFrame text -> onFragment(context, session, text);
            case ContinuationWebSocketFrame more -> onFragment(context, session, more);
            case PingWebSocketFrame ping -> session.onPing(ByteBufUtil.getBytes(ping.content()));
            case CloseWebSocketFrame close -> session.onClose(codeToEcho(close));
            case BinaryWebSocketFrame binary -> session.close(CloseReason.UNSUPPORTED_DATA);
            default -> {}
        }
    }

    private void onFragment(ChannelHandlerContext context, Session session, WebSocketFrame fragment) {
        var attribute = context.channel().attr(FRAGMENTS);
        ByteBuf soFar = attribute.get();
        if (soFar == null) {
            soFar = context.alloc().buffer(fragment.content().readableBytes());
            attribute.set(soFar);
        }
        if (soFar.readableBytes() + fragment.content().readableBytes() > maxMessageBytes) {
            forgetFragments(context);
            session.close(CloseReason.MESSAGE_TOO_BIG);
            return;
        }
        soFar.writeBytes(fragment.content());
        if (fragment.isFinalFragment()) {
            attribute.set(null);
            try {
                onText(session, soFar);
            } finally {
                soFar.release();
            }
        }
    }

    private static void onText(Session session, ByteBuf utf8) {
        ByteBuffer bytes = utf8.nioBuffer();
        try {
            session.onText(StandardCharsets.UTF_8.newDecoder().decode(bytes).toString());
        } catch (CharacterCodingException e) {
            session.close(CloseReason.INVALID_TEXT);
        }
    }

    private static int codeToEcho(CloseWebSocketFrame close) {
        int code = close.statusCode();
        return code < 0 ? WebSocketCloseStatus.NORMAL_CLOSURE.code() : code;
    }

    private static void forgetFragments(ChannelHandlerContext context) {
        ByteBuf fragments = context.channel().attr(FRAGMENTS).getAndSet(null);
        if (fragments != null) {
            fragments.release();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        session(context).onWritabilityChanged();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        forgetFragments(context);
        Session session = session(context);
        session.onGone();
        onGone.accept(session);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        switch (cause) {
            case CorruptedWebSocketFrameException corrupt -> session(context).close(reasonOf(corrupt));
            case CorruptedFrameException corrupt -> session(context).close(CloseReason.PROTOCOL_ERROR);
            case IOException gone -> context.close();
            default -> {
                log.atWarn()
                        .addKeyValue("session_id", session(context).client().sessionId())
                        .setCause(cause)
                        .log("Socket failed");
                context.close();
            }
        }
    }

    private static CloseReason reasonOf(CorruptedWebSocketFrameException corrupt) {
        return switch (corrupt.closeStatus().code()) {
            case 1009 -> CloseReason.MESSAGE_TOO_BIG;
            case 1007 -> CloseReason.INVALID_TEXT;
            default -> CloseReason.PROTOCOL_ERROR;
        };
    }

    private static Session session(ChannelHandlerContext context) {
        return context.channel().attr(SESSION).get();
    }
}
