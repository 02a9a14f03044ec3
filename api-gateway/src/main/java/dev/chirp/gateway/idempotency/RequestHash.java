package dev.chirp.gateway.idempotency;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;

/** Tells one request from another: SHA-256 of its parts, each with its length before it. */
public final class RequestHash {
    private final MessageDigest digest;

    private RequestHash() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** 32 bytes. */
    public static byte[] of(@Nullable String... parts) {
        RequestHash hash = new RequestHash();
        for (String part : parts) {
            hash.add(part == null ? null : part.getBytes(StandardCharsets.UTF_8));
        }
        return hash.digest.digest();
    }

    static byte[] of(byte[] body) {
        RequestHash hash = new RequestHash();
        hash.add(body);
        return hash.digest.digest();
    }

    private void add(byte @Nullable [] part) {
        digest.update(((part == null ? -1 : part.length) + ":").getBytes(StandardCharsets.US_ASCII));
        if (part != null) {
            digest.update(part);
        }
    }
}
