package dev.chirp.ingest;

import dev.chirp.contracts.intake.CaptureIntakeGrpc;
import dev.chirp.contracts.intake.ClipError;
import dev.chirp.contracts.intake.ClipMessage;
import dev.chirp.contracts.intake.ClipReceipt;
import dev.chirp.contracts.intake.ClipStart;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A gateway's intake over real gRPC that keeps clips in memory and refuses what does not begin like a WAV or an Ogg file: at its end, or
 * at its first chunk when that begins with {@link #EARLY}. What begins with {@link #BUSY} is refused for now, what begins
 * with {@link #BEHIND} for 2 s, with everything else; {@link #SILENT} is a recording of nothing.
 */
final class FakeGateway extends CaptureIntakeGrpc.CaptureIntakeImplBase implements AutoCloseable {
    static final byte EARLY = 'E';
    static final byte BUSY = 'B';
    static final byte BEHIND = 'P';
    static final byte SILENT = 'S';
    private final Server server;
    private final AtomicLong captureIds = new AtomicLong();
    private final Map<String, Long> byName = new ConcurrentHashMap<>();
    final BlockingQueue<Taken> taken = new LinkedBlockingQueue<>();
    final BlockingQueue<ClipStart> started = new LinkedBlockingQueue<>();
    final BlockingQueue<Throwable> broken = new LinkedBlockingQueue<>();

    /** What was stored first under each name. */
    final Map<String, Taken> stored = new ConcurrentHashMap<>();

    record Taken(ClipStart start, byte[] audio) {}

    FakeGateway() throws IOException {
        server = NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0))
                .addService(this)
                .build()
                .start();
    }

    int port() {
        return server.getPort();
    }

    @Override
    public StreamObserver<ClipMessage> upload(StreamObserver<ClipReceipt> receipts) {
        return new StreamObserver<>() {
            private ClipStart start = ClipStart.getDefaultInstance();
            private final ByteArrayOutputStream audio = new ByteArrayOutputStream();

            @Override
            public void onNext(ClipMessage message) {
                switch (message.getMessageCase()) {
                    case START -> {
                        start = message.getStart();
                        started.add(start);
                    }
                    case CHUNK -> {
                        boolean first = audio.size() == 0;
                        audio.writeBytes(message.getChunk().getData().toByteArray());
                        if (first && audio.toByteArray()[0] == EARLY) {
                            receipts.onNext(refused(start, "unsupported_media_type", "Not a WAV.", 415));
                        }
                    }
                    case END ->
                        receipts.onNext(finish(
                                start, audio.toByteArray(), message.getEnd().getSha256()));
                    default -> throw new IllegalStateException("an empty message");
                }
            }

            @Override
            public void onError(Throwable error) {
                broken.add(error);
            }

            @Override
            public void onCompleted() {
                receipts.onCompleted();
            }
        };
    }

    private ClipReceipt finish(ClipStart start, byte[] audio, String sha256) {
        if (audio.length > 0 && audio[0] == BUSY) {
            return refused(start, "overloaded", "Too many uploads.", 503);
        }
        if (audio.length > 0 && audio[0] == BEHIND) {
            return ClipReceipt.newBuilder()
                    .setClipRef(start.getClipRef())
                    .setError(ClipError.newBuilder()
                            .setCode("pipeline_behind")
                            .setStatus(503)
                            .setRetryAfterSeconds(2))
                    .build();
        }
        if (audio.length > 0 && audio[0] == SILENT) {
            return refused(start, "empty_audio", "There is no sound.", 422);
        }
        if (!sha256.equals(sha256(audio)) || audio.length < 4 || (audio[0] != 'R' && audio[0] != 'O')) {
            return refused(start, "unsupported_media_type", "Not a WAV.", 415);
        }
        taken.add(new Taken(start, audio));
        String name = start.getDeviceId() + start.getBootId() + start.getClip() + start.getIdempotencyKey();
        long fresh = captureIds.incrementAndGet();
        stored.putIfAbsent(name, new Taken(start, audio));
        Long known = byName.putIfAbsent(name, fresh);
        return ClipReceipt.newBuilder()
                .setClipRef(start.getClipRef())
                .setCaptureId(known == null ? fresh : known)
                .setDuplicate(known != null)
                .build();
    }

    private static ClipReceipt refused(ClipStart start, String code, String detail, int status) {
        return ClipReceipt.newBuilder()
                .setClipRef(start.getClipRef())
                .setError(ClipError.newBuilder().setCode(code).setDetail(detail).setStatus(status))
                .build();
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        server.shutdownNow();
    }
}
