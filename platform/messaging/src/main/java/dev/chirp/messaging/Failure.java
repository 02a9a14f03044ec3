package dev.chirp.messaging;

import org.jspecify.annotations.Nullable;

/** Why a listener could not handle an event; the kind decides what happens to the event. */
public abstract sealed class Failure extends Exception {
    private static final long serialVersionUID = 1;
    private final String code;

    Failure(String code, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    /** Short and stable; the reason of the dead letter. */
    public String code() {
        return code;
    }

    /** The fault lies in handling this event and may pass: retried after 1, 2 and 4 seconds, then dead. */
    public static final class MessageFault extends Failure {
        private static final long serialVersionUID = 1;

        public MessageFault(String message, @Nullable Throwable cause) {
            this("message_fault", message, cause);
        }

        public MessageFault(String code, String message, @Nullable Throwable cause) {
            super(code, message, cause);
        }
    }

    /** Cannot succeed however often it is tried: dead at once. */
    public static final class Hopeless extends Failure {
        private static final long serialVersionUID = 1;

        public Hopeless(String message, @Nullable Throwable cause) {
            this("hopeless", message, cause);
        }

        public Hopeless(String code, String message, @Nullable Throwable cause) {
            super(code, message, cause);
        }
    }

    /** Something this consumer needs is away: no attempt is consumed, the consumer pauses and probes. */
    public static final class DependencyDown extends Failure {
        private static final long serialVersionUID = 1;
        private final String dependency;

        public DependencyDown(String dependency, @Nullable Throwable cause) {
            super("dependency_down", dependency + " is away", cause);
            this.dependency = dependency;
        }

        public String dependency() {
            return dependency;
        }
    }
}
