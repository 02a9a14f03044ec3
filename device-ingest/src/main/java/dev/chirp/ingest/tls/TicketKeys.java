package dev.chirp.ingest.tls;

import io.netty.handler.ssl.OpenSslSessionTicketKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The keys that TLS session tickets are sealed with, made from a secret and the time: instances that share the secret
 * and the clock, give or take a period, share the keys, and change them together without being told.
 */
final class TicketKeys {
    static final int LEAST_SECRET_BYTES = 32;
    private static final String MAC = "HmacSHA256";

    private final SecretKeySpec secret;
    private final Duration period;

    TicketKeys(byte[] secret, Duration period) {
        if (secret.length < LEAST_SECRET_BYTES) {
            throw new IllegalArgumentException(
                    "ticket secret: %d bytes (expected: at least %d)".formatted(secret.length, LEAST_SECRET_BYTES));
        }
        this.secret = new SecretKeySpec(secret, MAC);
        this.period = period;
    }

    /**
     * The key of this period first, with which tickets are issued; then those of the two before it and of the next, which
     * an instance whose clock is ahead may have used already.
     */
    OpenSslSessionTicketKey[] at(Instant now) {
        long current = now.getEpochSecond() / period.toSeconds();
        return new OpenSslSessionTicketKey[] {key(current), key(current - 1), key(current - 2), key(current + 1)};
    }

    /** The number of the period, which changes when the keys do. */
    long period(Instant now) {
        return now.getEpochSecond() / period.toSeconds();
    }

    private OpenSslSessionTicketKey key(long number) {
        return new OpenSslSessionTicketKey(
                Arrays.copyOf(derived("name", number), OpenSslSessionTicketKey.NAME_SIZE),
                Arrays.copyOf(derived("hmac", number), OpenSslSessionTicketKey.HMAC_KEY_SIZE),
                Arrays.copyOf(derived("aes", number), OpenSslSessionTicketKey.AES_KEY_SIZE));
    }

    /** The expansion of HKDF (RFC 5869) with one block, whose key is the secret. */
    private byte[] derived(String use, long number) {
        byte[] label = ("chirp ticket " + use + " ").getBytes(StandardCharsets.US_ASCII);
        try {
            Mac mac = Mac.getInstance(MAC);
            mac.init(secret);
            mac.update(label);
            mac.update(ByteBuffer.allocate(Long.BYTES).putLong(number).flip());
            mac.update((byte) 1);
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + MAC, e);
        }
    }
}
