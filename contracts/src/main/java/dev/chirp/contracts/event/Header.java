package dev.chirp.contracts.event;

/**
 * Names of the Kafka record headers: CloudEvents 1.0 in binary mode, and the platform's own. The right-hand column of
 * the event table, {@code event.headers}, holds {@code traceparent}, {@code request_id}, {@code source}, {@code subject}
 * and {@code schema_version}; the relay adds the rest.
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

    /** The major version that this code writes and reads. */
    public static final String CURRENT_SCHEMA_VERSION = "1.0";

    private Header() {}
}
