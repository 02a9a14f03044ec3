package dev.chirp.gateway.auth;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.stereotype.Component;

/**
 * Encrypts answers that the database keeps for a repeated request: some show a secret, of which the database otherwise
 * has only the hash. AES-256-GCM under a key of the folder that all instances share.
 */
@Component
public final class AnswerSeal {
    private static final String CIPHER = "AES/GCM/NoPadding";
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private final SecureRandom random = new SecureRandom();
    private final SecretKeySpec key;

    AnswerSeal(SigningKeys keys) {
        this.key = new SecretKeySpec(keys.secret("answers"), "AES");
    }

    /**
     * Encrypts, differently each time.
     *
     * @param context what it belongs to; it opens with the same alone
     */
    public byte[] seal(byte[] plain, String context) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, nonce, context).doFinal(plain);
            return ByteBuffer.allocate(NONCE_BYTES + sealed.length)
                    .put(nonce)
                    .put(sealed)
                    .array();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This JVM has no " + CIPHER, e);
        }
    }

    public byte[] open(byte[] sealed, String context) {
        ByteBuffer parts = ByteBuffer.wrap(sealed);
        byte[] nonce = new byte[NONCE_BYTES];
        parts.get(nonce);
        byte[] rest = new byte[parts.remaining()];
        parts.get(rest);
        try {
            return cipher(Cipher.DECRYPT_MODE, nonce, context).doFinal(rest);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("A kept answer cannot be opened: its key has changed", e);
        }
    }

    private Cipher cipher(int mode, byte[] nonce, String context) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance(CIPHER);
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(context.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }
}
