package dev.chirp.ingest.upload;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;

/** The header {@code Upload-Checksum} of tus: an algorithm and the digest that the bytes of a request must have. */
final class Checksum {
    /** By their names in tus, in the order in which they are announced. */
    static final String ALGORITHMS = "sha1,sha256,sha512";

    private static final Map<String, String> NAMES = Map.of("sha1", "SHA-1", "sha256", "SHA-256", "sha512", "SHA-512");

    private final MessageDigest digest;
    private final byte[] expected;

    private Checksum(MessageDigest digest, byte[] expected) {
        this.digest = digest;
        this.expected = expected;
    }

    /** Throws when the header is none, or names an algorithm that is not known. */
    static Checksum of(String header) {
        String[] parts = header.strip().split(" +", 2);
        String name = NAMES.get(parts[0]);
        if (name == null || parts.length < 2) {
            throw UploadProblem.badHeader("Upload-Checksum", ALGORITHMS + " and the digest in base64");
        }
        try {
            return new Checksum(
                    MessageDigest.getInstance(name), Base64.getDecoder().decode(parts[1].strip()));
        } catch (IllegalArgumentException e) {
            throw UploadProblem.badHeader("Upload-Checksum", "a digest in base64");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has " + name, e);
        }
    }

    void update(ByteBuffer bytes) {
        digest.update(bytes);
    }

    /** Throws when the bytes have another digest. */
    void verify() {
        if (!MessageDigest.isEqual(digest.digest(), expected)) {
            throw UploadProblem.checksum();
        }
    }
}
