package dev.chirp.ingest.intake;

import dev.chirp.contracts.intake.ClipReceipt;

/** What the gateway answers for one clip. */
public sealed interface Receipt {
    /** The capture is committed; {@code duplicate}: it was before. */
    record Committed(long captureId, boolean duplicate) implements Receipt {}

    /** The gateway will not take this clip; {@code status} is the HTTP status for the device. */
    record Refused(String code, String detail, int status) implements Receipt {}

    /** The gateway could not be reached in time: the device sends the clip again later. */
    record Unavailable() implements Receipt {}

    static Receipt of(ClipReceipt receipt) {
        return receipt.hasError()
                ? new Refused(
                        receipt.getError().getCode(),
                        receipt.getError().getDetail(),
                        receipt.getError().getStatus())
                : new Committed(receipt.getCaptureId(), receipt.getDuplicate());
    }
}
