package dev.chirp.gateway.intake;

import dev.chirp.gateway.idempotency.RequestName;
import dev.chirp.gateway.request.RequestOrigin;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Writes a capture and its event, together with others that come at the same time. */
@Component
final class CaptureWriter {
    private final WriteQueue queue;
    private final CaptureStatements statements;

    CaptureWriter(CaptureStatements statements, IntakeSettings settings, IntakeMeters meters) {
        this.statements = statements;
        this.queue = new WriteQueue(statements, settings.writeStatements(), meters::statement);
        meters.waiting(queue::waiting);
    }

    /** @param duplicate the dedupe key was known: this is the first capture, and the new audio belongs to nobody */
    record Accepted(long captureId, boolean duplicate) {}

    /** The write is known not to have happened, whatever became of the connection. */
    static final class NotWritten extends RuntimeException {
        private static final long serialVersionUID = 1;

        private final Throwable reason;
        private final boolean refused;

        /** @param refused the server answered with an error, else the statement was not sent */
        NotWritten(Throwable reason, boolean refused) {
            super(reason.getMessage(), reason, false, false);
            this.reason = reason;
            this.refused = refused;
        }

        Throwable reason() {
            return reason;
        }

        boolean wasRefused() {
            return refused;
        }
    }

    /** Cancelled before its statement was sent, it writes nothing; afterwards it writes all the same. */
    Mono<Accepted> write(StoredClip clip, StoredClip.Label label, RequestOrigin origin, @Nullable RequestName name) {
        return Mono.defer(() -> queue.write(CaptureRow.of(clip, label, origin, name)));
    }

    /** Whether a capture was made of that audio; empty when it has been deleted. */
    Mono<Boolean> isOf(long captureId, String sha256) {
        return statements.isOf(captureId, sha256);
    }
}
