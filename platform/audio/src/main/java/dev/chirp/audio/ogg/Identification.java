package dev.chirp.audio.ogg;

import dev.chirp.audio.AudioRejection;
import dev.chirp.audio.opus.OpusHead;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** What a stream is, by its first packet. */
final class Identification {
    private static final Map<String, String> OTHERS = Map.of(
            "\u0001vorbis",
            "Vorbis",
            "\u007fFLAC",
            "FLAC",
            "Speex   ",
            "Speex",
            "\u0080theora",
            "Theora",
            "fishead\0",
            "Skeleton");

    private Identification() {}

    static OpusHead of(byte[] first) throws AudioRejection {
        if (OpusHead.isHead(first, first.length)) {
            return OpusHead.parse(first, first.length);
        }
        String text = new String(first, 0, Math.min(first.length, 8), StandardCharsets.ISO_8859_1);
        String codec = OTHERS.entrySet().stream()
                .filter(other -> text.startsWith(other.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse("something else");
        throw AudioRejection.unsupported("The Ogg file holds " + codec + ", which cannot be read: only Opus can."
                + " 'ffmpeg -i INPUT output.flac' converts it.");
    }
}
