package dev.chirp.fanout.hub;

/** How the messages of durable channels reach an instance. */
public enum Strategy {
    /** One instance reads a record and publishes it through Redis; each instance hears the channels of its sockets. */
    REDIS_CHANNEL,
    /** Every instance reads all records itself; Redis keeps the recent ones, and live delivery goes on without it. */
    KAFKA_BROADCAST
}
