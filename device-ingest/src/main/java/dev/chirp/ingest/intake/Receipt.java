package dev.chirp.ingest.intake;

import dev.chirp.contracts.intake.ClipReceipt;
import java.time.Duration;

/** What the gateway answers for one clip. */
public sealed interface Receipt {
    /** The capture is committed; {@code duplicate}: it was before. */
    record Committed(long captureId, boolean duplicate) implements Receipt {}

    /**
     * The gateway will not take this clip.
     *
     * @param status the HTTP status for the device
     * @param retryAfter when it may be sent again; zero when that is not said
     */
    record Refused(String code, String detail, int status, Duration retryAfter) implements Receipt {
        public Refused(String code, String detail, int status) {
            this(code, detail, status, Duration.ZERO);
        }
    }

    /** The gateway could not be reached in time: the device sends the clip again later. */
    record Unavailable() implements Receipt {}

    static Receipt of(ClipReceipt receipt) {
        return receipt.hasError()
                ? new Refused(
                        receipt.getError().getCode(),
                        receipt.getError().getDetail(),
                        receipt.getError().getStatus(),
                        Duration.ofSeconds(receipt.getError().getRetryAfterSeconds()))
                : new Committed(receipt.getCaptureId(), receipt.getDuplicate());
    }
}
