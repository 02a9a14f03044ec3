package dev.chirp.ingest.intake;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The digest that ends every clip. */
final class Sha256 {
    private Sha256() {}

    static MessageDigest begin() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
