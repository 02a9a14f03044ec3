package dev.chirp.ingest.http;

import dev.chirp.ingest.problem.DeviceProblem;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.util.InvalidMimeTypeException;
import org.springframework.util.MimeType;
import org.springframework.util.MimeTypeUtils;

/** What the body of a clip is, by its Content-Type. */
sealed interface ClipFormat {
    /** For the header {@code Accept} of a refusal. */
    String TAKEN = "audio/wav, audio/flac, audio/ogg, audio/webm, audio/mpeg, audio/L16;rate=48000;channels=1";

    Set<String> FILES = Set.of(
            "audio/wav",
            "audio/wave",
            "audio/x-wav",
            "audio/vnd.wave",
            "audio/flac",
            "audio/x-flac",
            "audio/ogg",
            "application/ogg",
            "audio/opus",
            "audio/webm",
            "audio/mpeg",
            "application/octet-stream");

    /** A file with a header of its own; its first bytes say what it is. */
    record File(String contentType) implements ClipFormat {}

    /** Bare samples of 16 bit, big-endian, channels interleaved (RFC 2586). */
    record Linear16(int sampleRate, int channels) implements ClipFormat {}

    /** A missing type is that of bytes, as RFC 9110 §8.3 has it. */
    static ClipFormat of(@Nullable String contentType) {
        if (contentType == null) {
            return new File("application/octet-stream");
        }
        MimeType type = parsed(contentType);
        String name = (type.getType() + "/" + type.getSubtype()).toLowerCase(Locale.ROOT);
        if (name.equals("audio/l16")) {
            return new Linear16(number(type, "rate", null, 1_000, 384_000), number(type, "channels", 1, 1, 8));
        }
        if (!FILES.contains(name)) {
            throw DeviceProblem.unsupported("Clips are not taken as " + name + ".", TAKEN);
        }
        return new File(name);
    }

    private static MimeType parsed(String contentType) {
        try {
            return MimeTypeUtils.parseMimeType(contentType);
        } catch (InvalidMimeTypeException | StringIndexOutOfBoundsException e) {
            // The second is what Spring's parser throws for quotation marks that do not end.
            throw DeviceProblem.unsupported("The Content-Type cannot be read.", TAKEN);
        }
    }

    private static int number(MimeType type, String parameter, @Nullable Integer otherwise, int least, int most) {
        String text = type.getParameter(parameter);
        if (text == null && otherwise != null) {
            return otherwise;
        }
        if (text != null && text.matches("[0-9]{1,6}")) {
            int value = Integer.parseInt(text);
            if (value >= least && value <= most) {
                return value;
            }
        }
        throw DeviceProblem.unsupported(
                "audio/L16 needs the parameter \"%s\", a number from %d to %d.".formatted(parameter, least, most),
                TAKEN);
    }
}
