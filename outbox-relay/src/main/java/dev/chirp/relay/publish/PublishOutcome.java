package dev.chirp.relay.publish;

import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/** What became of a record. */
public sealed interface PublishOutcome {
    /** All in-sync replicas have it. */
    record Published() implements PublishOutcome {}

    /** It was not published, and may be later: its lane goes back to its position. */
    record Retry() implements PublishOutcome {}

    /** The broker will never take this record. */
    record Held(String reason) implements PublishOutcome {}

    /** The broker takes nothing for this topic until somebody repairs it: the lane stops for longer. */
    record TopicBroken(String reason) implements PublishOutcome {}

    /** Reads the answer of the producer; null means acknowledged. */
    static PublishOutcome of(@Nullable Exception error) {
        return switch (error) {
            case null -> new Published();
            case RecordTooLargeException e -> new Held("record_too_large");
            case RecordBatchTooLargeException e -> new Held("record_too_large");
            case InvalidRecordException e -> new Held("invalid_record");
            case InvalidTimestampException e -> new Held("invalid_timestamp");
            case SerializationException e -> new Held("not_serialisable");
            case AuthorizationException e -> new TopicBroken("not_authorized");
            case InvalidTopicException e -> new TopicBroken("invalid_topic");
            case PolicyViolationException e -> new TopicBroken("policy_violation");
            case UnknownTopicOrPartitionException e -> new TopicBroken("unknown_topic");
            case Exception e -> new Retry();
        };
    }
}
