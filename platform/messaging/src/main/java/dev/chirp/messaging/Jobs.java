package dev.chirp.messaging;

import dev.chirp.contracts.event.ConsumerGroup;

/**
 * Long work of a group. Its event is applied at once and the stream moves on; a row of {@code job} in the same
 * transaction keeps what is to do, until a {@link JobRunner} of any instance has done it. The effects of jobs are in no
 * order with those of other events of their key.
 */
public record Jobs(ConsumerGroup group) {
    /** The effect of an event that is worked on later. */
    public Effect later(Received received) {
        return tx -> new JobTable(group.groupId()).add(tx.connection(), received);
    }
}
