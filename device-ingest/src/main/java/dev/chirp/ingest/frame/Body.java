package dev.chirp.ingest.frame;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import io.netty.buffer.ByteBuf;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is behind the header of a frame. */
public sealed interface Body {
    FrameType type();

    /** Those that are written as JSON, in snake_case; unknown fields are ignored. */
    sealed interface Json extends Body {}

    /**
     * The first frame of a connection.
     *
     * @param deviceKey null when a client certificate stands for it
     * @param deviceId null: the one that the key belongs to
     * @param bootId names everything that is numbered since the device started
     * @param format {@code s16le} or {@code opus}
     * @param resumeFrom the first frame that the device still has; null: it has sent nothing yet in this boot
     * @param subscribe {@code user} in it: the device wants to hear what becomes of its user's recordings; null: nothing
     */
    @JsonInclude(Include.NON_NULL)
    record Hello(
            @Nullable String deviceKey,
            @Nullable String deviceId,
            @Nullable String bootId,
            @Nullable String firmware,
            int sampleRate,
            int channels,
            @Nullable String format,
            @Nullable Long monotonicMs,
            @Nullable Long unixMs,
            @Nullable Long resumeFrom,
            @Nullable List<String> subscribe)
            implements Json {
        /** What {@code subscribe} may hold. */
        public static final String USER = "user";

        /** Of a device that wants to hear of nothing. */
        public Hello(
                @Nullable String deviceKey,
                @Nullable String deviceId,
                @Nullable String bootId,
                @Nullable String firmware,
                int sampleRate,
                int channels,
                @Nullable String format,
                @Nullable Long monotonicMs,
                @Nullable Long unixMs,
                @Nullable Long resumeFrom) {
            this(
                    deviceKey,
                    deviceId,
                    bootId,
                    firmware,
                    sampleRate,
                    channels,
                    format,
                    monotonicMs,
                    unixMs,
                    resumeFrom,
                    null);
        }

        public boolean sendsOpus() {
            return "opus".equals(format);
        }

        @Override
        public FrameType type() {
            return FrameType.HELLO;
        }

        /** Without the key. */
        @Override
        public String toString() {
            return "Hello[device_id=%s, boot_id=%s, resume_from=%s]".formatted(deviceId, bootId, resumeFrom);
        }
    }

    /**
     * The device is known and may send.
     *
     * @param committedSeq everything up to here may be forgotten by the device, which goes on behind it
     * @param creditFrames how many frames beyond {@code committedSeq} the device may have sent
     * @param maxFrame bytes of a payload, at most
     */
    record Welcome(
            String sessionId,
            long committedSeq,
            long creditFrames,
            long serverUnixMs,
            int maxFrame,
            long clipMaxSeconds,
            long heartbeatMs)
            implements Json {
        @Override
        public FrameType type() {
            return FrameType.WELCOME;
        }
    }

    /** Sound of the clip in the header; owned by whoever owns the frame. */
    record Audio(ByteBuf samples) implements Body {
        @Override
        public FrameType type() {
            return FrameType.AUDIO;
        }
    }

    /** Here the device has lost sound. */
    @JsonInclude(Include.NON_NULL)
    record Gap(
            @Nullable Long fromSeq,
            long lostSamples,
            @Nullable String reason) implements Json {
        @Override
        public FrameType type() {
            return FrameType.GAP;
        }
    }

    /** The clip ends with the audio before. */
    record EndClip() implements Json {
        @Override
        public FrameType type() {
            return FrameType.END_CLIP;
        }
    }

    /**
     * How far the stream has come.
     *
     * @param committedSeq everything up to here is in a committed capture
     * @param receivedSeq everything up to here has arrived, which promises nothing
     * @param creditFrames how many frames beyond {@code committedSeq} the device may have sent
     */
    record Ack(long committedSeq, long receivedSeq, long creditFrames) implements Body {
        static final int BYTES = 12;

        @Override
        public FrameType type() {
            return FrameType.ACK;
        }
    }

    /** How the device is; each value is null when the device does not say it. */
    @JsonInclude(Include.NON_NULL)
    record Telemetry(
            @Nullable Integer rssiDbm,
            @Nullable Long freeHeapBytes,
            @Nullable Double batteryVolts,
            @Nullable Double batteryPercent,
            @Nullable Double temperatureCelsius,
            @Nullable Long droppedBuffers,
            @Nullable Long uptimeMs,
            @Nullable Long unixMs,
            @Nullable Double levelDbfs)
            implements Json {
        @Override
        public FrameType type() {
            return FrameType.TELEMETRY;
        }
    }

    record Ping() implements Body {
        @Override
        public FrameType type() {
            return FrameType.PING;
        }
    }

    record Pong() implements Body {
        @Override
        public FrameType type() {
            return FrameType.PONG;
        }
    }

    /** What the device sends is not taken up as fast as it comes. */
    record SlowDown(long queuedBytes, long limit) implements Json {
        @Override
        public FrameType type() {
            return FrameType.SLOW_DOWN;
        }
    }

    /**
     * Something went wrong.
     *
     * @param code the wire name of an {@link ErrorCode}
     * @param retryAfterMs the earliest time to come back; null: at once
     * @param fatal whether the connection ends with this frame
     */
    @JsonInclude(Include.NON_NULL)
    record Failure(String code, String detail, @Nullable Long retryAfterMs, boolean fatal) implements Json {
        @Override
        public FrameType type() {
            return FrameType.ERROR;
        }
    }

    /**
     * What became of a recording of the device's user.
     *
     * @param envelope UTF-8 JSON, as sockets get it; not to be written to
     */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    record Event(byte[] envelope) implements Body {
        @Override
        public FrameType type() {
            return FrameType.EVENT;
        }
    }

    /** No further frame follows. */
    record Bye() implements Body {
        @Override
        public FrameType type() {
            return FrameType.BYE;
        }
    }
}
