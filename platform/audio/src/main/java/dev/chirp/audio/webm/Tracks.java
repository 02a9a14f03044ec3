package dev.chirp.audio.webm;

import dev.chirp.audio.AudioRejection;
import org.jspecify.annotations.Nullable;

/** Finds the one track of sound; pictures beside it do not matter. */
final class Tracks {
    private @Nullable Track current;
    private @Nullable Track sound;

    void begin() throws AudioRejection {
        end();
        current = new Track();
    }

    void describe(Element element, byte[] content, int length, long value) {
        if (current != null) {
            current.describe(element, content, length, value);
        }
    }

    /** The track of sound, when all were described. */
    Track sound() throws AudioRejection {
        end();
        if (sound == null) {
            throw AudioRejection.unsupported("The WebM file has no track of sound.");
        }
        return sound;
    }

    private void end() throws AudioRejection {
        if (current != null && current.isAudio()) {
            if (sound != null) {
                throw AudioRejection.unsupported("The WebM file has several tracks of sound, which cannot be read."
                        + " Send one recording per file.");
            }
            sound = current;
        }
        current = null;
    }
}
