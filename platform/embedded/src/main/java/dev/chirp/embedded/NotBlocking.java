package dev.chirp.embedded;

import reactor.blockhound.BlockHound;
import reactor.blockhound.integration.BlockHoundIntegration;

/** What tests that watch event loops for blocking would report, although nothing waits there for the world outside. */
public final class NotBlocking implements BlockHoundIntegration {
    @Override
    public void applyTo(BlockHound.Builder builder) {
        // /dev/urandom is a file to BlockHound, yet reading it never waits once the machine has booted.
        builder.allowBlockingCallsInside("java.security.SecureRandom", "nextBytes")
                // Bounded queues lock for some instructions when two threads put at once; they refuse, and never wait
                // for room.
                .allowBlockingCallsInside("java.util.concurrent.ArrayBlockingQueue", "offer")
                .allowBlockingCallsInside("java.util.concurrent.LinkedBlockingQueue", "offer")
                // Netty's own allocator locks for some instructions when two threads free and allocate at once.
                .allowBlockingCallsInside("io.netty.buffer.AdaptivePoolingAllocator", "allocate")
                .allowBlockingCallsInside("io.netty.buffer.AdaptivePoolingAllocator$Magazine", "free")
                // Lettuce locks for some instructions when two threads write at once; a report in there would leave
                // its count of writers wrong, and the next writer spinning for ever.
                .allowBlockingCallsInside("io.lettuce.core.protocol.SharedLock", "incrementWriters")
                .allowBlockingCallsInside("io.lettuce.core.protocol.SharedLock", "doExclusive");
    }
}
