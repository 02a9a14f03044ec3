package dev.chirp.gateway.auth;

/** The secret of a new client: 256 random bits, of which the database keeps the SHA-256 alone. */
public record ClientSecret(String text) {

    public static ClientSecret next() {
        return new ClientSecret(OpaqueTokens.next());
    }

    /** 32 bytes. */
    public byte[] hash() {
        return OpaqueTokens.hash(text);
    }

    @Override
    public String toString() {
        return "ClientSecret[]";
    }
}
