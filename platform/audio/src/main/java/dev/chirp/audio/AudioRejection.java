package dev.chirp.audio;

/**
 * A recording that we cannot or will not read: an expected outcome, whose message is a sentence for the person who sent
 * it and never contains bytes of the recording.
 */
public final class AudioRejection extends Exception {
    private static final long serialVersionUID = 1;
    private final Code code;

    public AudioRejection(Code code, String sentence) {
        super(sentence, null, false, false);
        this.code = code;
    }

    public Code code() {
        return code;
    }

    /** The sentence for people. */
    public String detail() {
        return String.valueOf(getMessage());
    }

    /** The kinds of rejection, each with the HTTP status that goes with it. */
    public enum Code {
        UNSUPPORTED_MEDIA_TYPE("unsupported_media_type", 415),
        EMPTY_AUDIO("empty_audio", 422),
        INVALID_AUDIO("invalid_audio", 422),
        AUDIO_TOO_LONG("audio_too_long", 413);

        private final String wireName;
        private final int httpStatus;

        Code(String wireName, int httpStatus) {
            this.wireName = wireName;
            this.httpStatus = httpStatus;
        }

        /** The stable {@code code} of a problem document. */
        public String wireName() {
            return wireName;
        }

        public int httpStatus() {
            return httpStatus;
        }
    }

    public static AudioRejection empty(String sentence) {
        return new AudioRejection(Code.EMPTY_AUDIO, sentence);
    }

    public static AudioRejection invalid(String sentence) {
        return new AudioRejection(Code.INVALID_AUDIO, sentence);
    }

    public static AudioRejection unsupported(String sentence) {
        return new AudioRejection(Code.UNSUPPORTED_MEDIA_TYPE, sentence);
    }

    public static AudioRejection noSamples() {
        return empty("The recording is empty: it holds no samples.");
    }

    static AudioRejection notASingleNumber() {
        return invalid("The recording holds no sound: all its samples are NaN or infinite.");
    }
}
