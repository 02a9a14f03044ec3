package dev.chirp.security;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/**
 * A device key: {@code chirp_dk_}, 32 random characters, and a checksum of 6 that lets a mistyped key be refused without
 * asking the database. The platform keeps only its hash.
 */
public final class DeviceKey {
    private static final String PREFIX = "chirp_dk_";
    private static final int RANDOM_LENGTH = 32;
    private static final int CHECKSUM_LENGTH = 6;
    private static final String ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final Pattern FORM =
            Pattern.compile(PREFIX + "[0-9A-Za-z]{" + (RANDOM_LENGTH + CHECKSUM_LENGTH) + "}");

    private DeviceKey() {}

    /** A new key; 190 bits of it are random. */
    public static String generate(SecureRandom random) {
        StringBuilder key = new StringBuilder(PREFIX);
        for (int i = 0; i < RANDOM_LENGTH; i++) {
            key.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return key.append(checksum(key)).toString();
    }

    /** Whether this has the form of a key and its checksum fits. */
    public static boolean isWellFormed(String key) {
        int tail = key.length() - CHECKSUM_LENGTH;
        return FORM.matcher(key).matches() && checksum(key.subSequence(0, tail)).contentEquals(key.substring(tail));
    }

    /** What is kept of a key: SHA-256, 32 bytes. The key is random, so a slow hash would add nothing. */
    public static byte[] hash(String key) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.US_ASCII));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** The part of a key that people may see: its prefix and four characters. */
    public static String visiblePart(String key) {
        return key.substring(0, PREFIX.length() + 4);
    }

    /** CRC-32 in base 62, most significant first. */
    private static String checksum(CharSequence text) {
        CRC32 crc = new CRC32();
        crc.update(text.toString().getBytes(StandardCharsets.US_ASCII));
        char[] digits = new char[CHECKSUM_LENGTH];
        long rest = crc.getValue();
        for (int i = CHECKSUM_LENGTH - 1; i >= 0; i--) {
            digits[i] = ALPHABET.charAt((int) (rest % ALPHABET.length()));
            rest /= ALPHABET.length();
        }
        return new String(digits);
    }
}
