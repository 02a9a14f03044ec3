package dev.chirp.audio.webm;

import dev.chirp.audio.AudioRejection;
import dev.chirp.audio.opus.OpusHead;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** One track, as its entry describes it so far. */
final class Track {
    private static final long AUDIO = 2;

    private long number = -1;
    private long type;
    private String codec = "";
    private byte[] head = new byte[0];
    private boolean encoded;

    /** @param value the content of the element as a number, where it is one */
    void describe(Element element, byte[] content, int length, long value) {
        switch (element) {
            case TRACK_NUMBER -> number = value;
            case TRACK_TYPE -> type = value;
            case CODEC_ID -> codec = new String(content, 0, length, StandardCharsets.ISO_8859_1);
            case CODEC_PRIVATE -> head = Arrays.copyOf(content, length);
            case CONTENT_ENCODINGS -> encoded = true;
            default -> throw new IllegalArgumentException(element + " does not describe a track");
        }
    }

    long number() {
        return number;
    }

    boolean isAudio() {
        return type == AUDIO;
    }

    OpusHead opus() throws AudioRejection {
        if (!codec.equals("A_OPUS") || encoded) {
            throw AudioRejection.unsupported("The sound of the WebM file is not Opus, which alone can be read."
                    + " 'ffmpeg -i INPUT output.flac' converts it.");
        }
        return OpusHead.parse(head, head.length);
    }
}
