package dev.chirp.gateway;

/** A signed-in user. */
public record TestUser(long id, String name, String accessToken, String refreshToken) {
    public static final String PASSWORD = "blackbird sings";

    /** The header that carries the access token, as name and value. */
    public String[] bearer() {
        return new String[] {"Authorization", "Bearer " + accessToken};
    }
}
