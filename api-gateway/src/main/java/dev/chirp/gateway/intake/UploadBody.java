package dev.chirp.gateway.intake;

import dev.chirp.gateway.intake.multipart.MultipartSplitter;
import dev.chirp.gateway.intake.multipart.MultipartSplitter.MalformedMultipart;
import dev.chirp.gateway.intake.multipart.PartHeader;
import dev.chirp.gateway.problem.Problem;
import dev.chirp.gateway.problem.ProblemType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBuffer;

/**
 * The body of an upload: the part {@code audio_file} goes into the recording, {@code recorded_at} is read, other parts
 * are passed over, in any order. Everything here runs on the blob threads, one call at a time.
 */
final class UploadBody implements MultipartSplitter.Parts {
    private static final String AUDIO = "audio_file";
    private static final String RECORDED_AT = "recorded_at";
    private static final int MAX_FIELD_BYTES = 64;
    /** What boundaries, headers and other parts may add to the file. */
    private static final long MAX_REST_BYTES = 64 * 1024;

    private final ClipRecording recording;
    private final MultipartSplitter splitter;
    private final ByteBuffer recordedAt = ByteBuffer.allocate(MAX_FIELD_BYTES);
    private String part = "";
    private @Nullable String filename;
    private boolean audioSeen;
    private long restBytes;

    UploadBody(String boundary, ClipRecording recording) {
        this.recording = recording;
        try {
            this.splitter = new MultipartSplitter(boundary, this);
        } catch (MalformedMultipart e) {
            throw malformed(e);
        }
    }

    /** Takes and releases the next piece of the body. */
    void take(BodyPiece piece) throws IOException {
        try (DataBuffer.ByteBufferIterator buffers = piece.buffer().readableByteBuffers()) {
            while (buffers.hasNext()) {
                splitter.feed(buffers.next());
            }
        } catch (MalformedMultipart e) {
            throw malformed(e);
        } finally {
            piece.release();
        }
    }

    /** The body is complete; answers what its sender said about it. */
    StoredClip.Label finish(long userId) {
        try {
            splitter.finish();
        } catch (MalformedMultipart e) {
            throw malformed(e);
        }
        if (!audioSeen) {
            throw Problem.ofField(AUDIO, "expected a part of this name with the recording")
                    .toException();
        }
        return new StoredClip.Label(userId, null, null, filename, instant(), null);
    }

    @Override
    public void begin(PartHeader header) {
        part = header.name();
        if (part.equals(AUDIO)) {
            if (audioSeen) {
                throw Problem.ofField(AUDIO, "expected one part of this name").toException();
            }
            audioSeen = true;
            filename = header.filename();
        }
    }

    @Override
    public void data(ByteBuffer bytes) throws IOException {
        if (part.equals(AUDIO)) {
            recording.write(bytes);
            return;
        }
        restBytes += bytes.remaining();
        if (restBytes > MAX_REST_BYTES) {
            throw Problem.of(ProblemType.REQUEST_TOO_LARGE, "The parts beside audio_file are too large.")
                    .toException();
        }
        if (part.equals(RECORDED_AT)) {
            if (bytes.remaining() > recordedAt.remaining()) {
                throw Problem.ofField(RECORDED_AT, "expected an RFC 3339 time").toException();
            }
            recordedAt.put(bytes);
        }
    }

    @Override
    public void end() {
        part = "";
    }

    private @Nullable Instant instant() {
        String text =
                StandardCharsets.UTF_8.decode(recordedAt.flip()).toString().strip();
        try {
            return text.isEmpty() ? null : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException e) {
            throw Problem.ofField(RECORDED_AT, "expected an RFC 3339 time").toException();
        }
    }

    private static RuntimeException malformed(MalformedMultipart e) {
        return Problem.of(ProblemType.INVALID_REQUEST, "The multipart body cannot be read: " + e.getMessage() + ".")
                .toException();
    }
}
