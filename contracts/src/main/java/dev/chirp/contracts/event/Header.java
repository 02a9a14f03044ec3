package dev.chirp.contracts.event;

/**
 * Names of the Kafka record headers: CloudEvents 1.0 in binary mode, and the platform's own. The right-hand column of
 * the event table, {@code event.headers}, holds {@code traceparent}, {@code request_id}, {@code source}, {@code subject}
 * and {@code schema_version}, and for a dead letter the {@code chirp_dlq_*} headers under their own names; the relay adds
 * the rest.
 */
public final class Header {
    public static final String CE_SPECVERSION = "ce_specversion";
    public static final String CE_ID = "ce_id";
    public static final String CE_TYPE = "ce_type";
    public static final String CE_SOURCE = "ce_source";
    public static final String CE_TIME = "ce_time";
    public static final String CE_SUBJECT = "ce_subject";
    public static final String TRACEPARENT = "traceparent";
    public static final String CHIRP_STREAM = "chirp_stream";
    public static final String CHIRP_SEQ = "chirp_seq";
    public static final String CHIRP_EPOCH = "chirp_epoch";
    public static final String CHIRP_REQUEST_ID = "chirp_request_id";
    public static final String SCHEMA_VERSION = "schema_version";

    /** The headers of a dead letter begin with this; the relay copies them from the event table as they are. */
    public static final String DLQ_PREFIX = "chirp_dlq_";

    public static final String DLQ_ID = "chirp_dlq_id";
    public static final String DLQ_REASON = "chirp_dlq_reason";
    public static final String DLQ_ERROR_CLASS = "chirp_dlq_error_class";
    public static final String DLQ_RETRIES = "chirp_dlq_retries";
    public static final String DLQ_EVENT_ID = "chirp_dlq_event_id";
    public static final String DLQ_TOPIC = "chirp_dlq_topic";
    public static final String DLQ_PARTITION = "chirp_dlq_partition";
    public static final String DLQ_OFFSET = "chirp_dlq_offset";
    public static final String DLQ_STREAM = "chirp_dlq_stream";
    public static final String DLQ_SEQ = "chirp_dlq_seq";

    /** {@code base64} when the value is {@code {"base64": …}} because the original is not JSON that PostgreSQL takes. */
    public static final String DLQ_ENCODING = "chirp_dlq_encoding";

    /** The major version that this code writes and reads. */
    public static final String CURRENT_SCHEMA_VERSION = "1.0";

    private Header() {}
}
