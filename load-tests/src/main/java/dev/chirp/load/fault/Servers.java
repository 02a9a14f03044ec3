package dev.chirp.load.fault;

/** The servers below the services of a scenario. */
public enum Servers {
    ONE_OF_EACH("--brokers=1"),
    /** The same, and Kafka, PostgreSQL and the blob store each on a disk of their own that can be filled. */
    SMALL_DISKS("--brokers=1"),
    THREE_BROKERS("--brokers=3"),
    /** Of PostgreSQL, Kafka and Redis any one may be lost. */
    HIGHLY_AVAILABLE("--ha");

    private final String option;

    Servers(String option) {
        this.option = option;
    }

    /** Of {@code chirp infra}. */
    String option() {
        return option;
    }
}
