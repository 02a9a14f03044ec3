package dev.chirp.audio;

import dev.chirp.audio.flac.FlacDemuxer;
import dev.chirp.audio.mp3.Mp3Demuxer;
import dev.chirp.audio.ogg.OggDemuxer;
import dev.chirp.audio.packet.Demuxer;
import dev.chirp.audio.webm.WebmDemuxer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** What a file is by its first bytes; names and content types are not believed. */
public enum AudioType {
    WAV("audio/wav", "WAV"),
    FLAC("audio/flac", "FLAC"),
    OGG("audio/ogg", "Ogg"),
    WEBM("audio/webm", "WebM"),
    MP3("audio/mpeg", "MP3"),
    M4A("audio/mp4", "M4A (AAC)"),
    UNKNOWN("application/octet-stream", "not a recording that we know");

    /** As many first bytes as {@link #sniff} ever looks at. */
    public static final int SNIFF_BYTES = 12;

    private final String mediaType;
    private final String title;

    AudioType(String mediaType, String title) {
        this.mediaType = mediaType;
        this.title = title;
    }

    /** The media type under which such a file is stored and served. */
    public String mediaType() {
        return mediaType;
    }

    /** Recognises a file by its first {@value #SNIFF_BYTES} bytes; shorter heads are compared as far as they go. */
    public static AudioType sniff(byte[] head) {
        if (has(head, 8, "WAVE") && (has(head, 0, "RIFF") || has(head, 0, "RIFX") || has(head, 0, "RF64"))) {
            return WAV;
        }
        if (has(head, 0, "fLaC")) {
            return FLAC;
        }
        if (has(head, 0, "OggS")) {
            return OGG;
        }
        if (has(head, 0, "\u001aE\u00df\u00a3")) {
            return WEBM;
        }
        if (has(head, 4, "ftyp") || isAdts(head)) {
            return M4A;
        }
        return has(head, 0, "ID3") || isMpegFrame(head) ? MP3 : UNKNOWN;
    }

    /**
     * The type of a file that begins so.
     *
     * @param head its first {@value #SNIFF_BYTES} bytes, or all it has
     * @throws AudioRejection when it is empty or of a type that cannot be read, with advice
     */
    static AudioType require(ByteBuffer head) throws AudioRejection {
        if (!head.hasRemaining()) {
            throw AudioRejection.empty("The file is empty.");
        }
        byte[] first = new byte[Math.min(head.remaining(), SNIFF_BYTES)];
        head.get(head.position(), first);
        AudioType type = sniff(first);
        return switch (type) {
            case WAV, FLAC, OGG, WEBM, MP3 -> type;
            case M4A ->
                throw AudioRejection.unsupported(
                        "The file is " + type.title + ", which cannot be read. Record or export it"
                                + " as WAV, FLAC, Opus or MP3; 'ffmpeg -i INPUT output.flac' converts it.");
            case UNKNOWN -> throw unknown();
        };
    }

    static AudioRejection unknown() {
        return AudioRejection.unsupported(
                "The file is not a recording that we can read. Send WAV, FLAC, MP3, or Ogg or" + " WebM with Opus.");
    }

    /** A fresh demuxer for a file of this type; WAV has none. */
    Demuxer demuxer() {
        return switch (this) {
            case FLAC -> new FlacDemuxer();
            case OGG -> new OggDemuxer();
            case WEBM -> new WebmDemuxer();
            case MP3 -> new Mp3Demuxer();
            case WAV, M4A, UNKNOWN -> throw new IllegalStateException(title + " is not made of packets");
        };
    }

    private static boolean has(byte[] head, int at, String magic) {
        byte[] expected = magic.getBytes(StandardCharsets.ISO_8859_1);
        if (head.length < at + expected.length) {
            return false;
        }
        for (int i = 0; i < expected.length; i++) {
            if (head[at + i] != expected[i]) {
                return false;
            }
        }
        return true;
    }

    /** ISO 11172-3 §2.4.1.3: eleven sync bits, then layer, bit rate and rate index that are not reserved. */
    private static boolean isMpegFrame(byte[] head) {
        return head.length >= 3
                && (head[0] & 0xff) == 0xff
                && (head[1] & 0xe0) == 0xe0
                && (head[1] & 0x18) != 0x08
                && (head[1] & 0x06) != 0
                && (head[2] & 0xf0) != 0xf0
                && (head[2] & 0x0c) != 0x0c;
    }

    /** ISO 13818-7 §6.2: twelve sync bits and layer 0. */
    private static boolean isAdts(byte[] head) {
        return head.length >= 2 && (head[0] & 0xff) == 0xff && (head[1] & 0xf6) == 0xf0;
    }
}
