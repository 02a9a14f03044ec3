package dev.chirp.classify.verdict;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is said of a recording.
 *
 * @param bird the species, only when {@link Kind#IDENTIFIED}
 * @param confidence of the best species; null when there is {@link Kind#NO_BIRD}
 * @param predictions the classes that the model heard best, birds or not, best first
 * @param detections every species above the threshold that may be the answer, in order of time
 * @param isPrivate somebody speaks: the recording must not be kept
 */
public record Verdict(
        Kind kind,
        @Nullable Prediction bird,
        @Nullable Double confidence,
        List<Prediction> predictions,
        List<Detection> detections,
        boolean isPrivate) {

    /** The three answers. */
    public enum Kind {
        IDENTIFIED("identified"),
        UNSURE("unsure"),
        NO_BIRD("no_bird");

        private final String wireName;

        Kind(String wireName) {
            this.wireName = wireName;
        }

        public String wireName() {
            return wireName;
        }
    }
}
