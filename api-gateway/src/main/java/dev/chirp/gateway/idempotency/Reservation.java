package dev.chirp.gateway.idempotency;

import dev.chirp.gateway.problem.Problem;
import dev.chirp.gateway.problem.ProblemException;
import dev.chirp.gateway.problem.ProblemType;
import java.security.MessageDigest;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What became of the wish to be the first request of a name. */
public sealed interface Reservation {

    /** This request is the first, until its lease ends and another one comes. */
    record Mine(RequestName name) implements Reservation {}

    /** There has been an answer. */
    final class Answered implements Reservation {
        private final byte[] requestHash;
        private final int status;
        private final @Nullable String location;
        private final byte @Nullable [] sealedBody;

        Answered(byte[] requestHash, int status, @Nullable String location, byte @Nullable [] sealedBody) {
            this.requestHash = requestHash;
            this.status = status;
            this.location = location;
            this.sealedBody = sealedBody;
        }

        /** The first answer is for the same request alone: 422 for another one. */
        public Answered require(byte[] hash) {
            if (!MessageDigest.isEqual(hash, requestHash)) {
                throw Problem.of(
                                ProblemType.IDEMPOTENCY_KEY_REUSED,
                                "This Idempotency-Key belongs to another request; take a new one.")
                        .toException();
            }
            return this;
        }

        public int status() {
            return status;
        }

        public @Nullable String location() {
            return location;
        }

        byte @Nullable [] sealedBody() {
            return sealedBody;
        }
    }

    /** Another request of this name is at work. */
    record InFlight(Duration lease) implements Reservation {}

    /** What the one is told that is not the first. */
    static ProblemException inFlight(Duration lease) {
        return Problem.of(
                        ProblemType.REQUEST_IN_FLIGHT,
                        "A request with this Idempotency-Key is still being worked on; please try again.")
                .retryAfter(lease)
                .toException();
    }
}
