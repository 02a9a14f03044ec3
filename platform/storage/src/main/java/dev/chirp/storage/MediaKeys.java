package dev.chirp.storage;

/** Where things that are made of a recording are kept. */
public final class MediaKeys {
    private MediaKeys() {}

    /** The picture of the audio object {@code uploads/NAME}: {@code spectrograms/NAME.png}. */
    public static String spectrogramOf(String audioKey) {
        return "spectrograms/" + audioKey.substring(audioKey.lastIndexOf('/') + 1) + ".png";
    }
}
