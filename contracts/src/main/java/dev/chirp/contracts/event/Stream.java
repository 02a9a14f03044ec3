package dev.chirp.contracts.event;

/**
 * A stream of events, numbered gaplessly per key by the database; one stream is published to one topic.
 *
 * @see <a href="../../../../../../../docs/events.md">docs/events.md</a>
 */
public enum Stream {
    /** Key: user id. Read by classify-worker. */
    CAPTURE_ACCEPTED("capture.accepted", "chirp.capture.accepted.v1"),
    /** Key: user id. The durable channel {@code user} of live delivery. */
    CAPTURE_RESULTS("capture.results", "chirp.capture.results.v1"),
    /** Key: scientific name. Read by art-worker. */
    ART_REQUESTED("art.requested", "chirp.art.requested.v1"),
    /** Key: user id. Read by device-ingest, which puts uploads together. */
    UPLOAD_COMPLETED("upload.completed", "chirp.upload.completed.v1");

    private final String streamName;
    private final String topic;

    Stream(String streamName, String topic) {
        this.streamName = streamName;
        this.topic = topic;
    }

    /** The name in {@code event.stream} and in the header {@code chirp_stream}. */
    public String streamName() {
        return streamName;
    }

    public String topic() {
        return topic;
    }

    /** The dead-letter topic of a consumer group that reads this stream. */
    public String deadLetterTopic(String group) {
        return topic + "." + group + ".dlq";
    }
}
