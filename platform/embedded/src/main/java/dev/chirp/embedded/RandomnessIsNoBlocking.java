package dev.chirp.embedded;

import reactor.blockhound.BlockHound;
import reactor.blockhound.integration.BlockHoundIntegration;

/**
 * Lets event loops draw random numbers in tests that watch for blocking: {@code /dev/urandom} is a file to BlockHound, yet
 * reading it never waits once the machine has booted.
 */
public final class RandomnessIsNoBlocking implements BlockHoundIntegration {
    @Override
    public void applyTo(BlockHound.Builder builder) {
        builder.allowBlockingCallsInside("java.security.SecureRandom", "nextBytes");
    }
}
