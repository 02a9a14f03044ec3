package dev.chirp.contracts.event;

/** The consumer groups that have dead letters; the name is also the consumer's name in the table {@code position}. */
public enum ConsumerGroup {
    CLASSIFY_WORKER("classify-worker", Stream.CAPTURE_ACCEPTED),
    ART_WORKER("art-worker", Stream.ART_REQUESTED),
    NOTIFY_FANOUT("notify-fanout", Stream.CAPTURE_RESULTS),
    DEVICE_INGEST_MERGE("device-ingest.merge", Stream.UPLOAD_COMPLETED);

    private final String groupId;
    private final Stream stream;

    ConsumerGroup(String groupId, Stream stream) {
        this.groupId = groupId;
        this.stream = stream;
    }

    public String groupId() {
        return groupId;
    }

    public Stream stream() {
        return stream;
    }

    /** The stream that numbers the dead letters of this group. */
    public String deadLetterStream() {
        return "dlq." + groupId;
    }

    public String deadLetterTopic() {
        return stream.deadLetterTopic(groupId);
    }
}
