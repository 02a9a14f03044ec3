package dev.chirp.contracts.event;

import java.security.SecureRandom;
import java.util.UUID;

/** Makes UUID version 7 (RFC 9562 §5.7): sortable by the millisecond of their making, otherwise random. */
public final class EventId {
    private static final SecureRandom RANDOM = new SecureRandom();

    private EventId() {}

    public static UUID next() {
        long millis = System.currentTimeMillis();
        long most = (millis << 16) | 0x7000 | RANDOM.nextInt(1 << 12);
        long least = (RANDOM.nextLong() >>> 2) | (1L << 63);
        return new UUID(most, least);
    }
}
