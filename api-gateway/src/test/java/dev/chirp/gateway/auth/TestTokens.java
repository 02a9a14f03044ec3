package dev.chirp.gateway.auth;

import dev.chirp.gateway.TestGateway;
import java.util.UUID;

/** Access tokens that no sign-in would give, signed by the gateway's own key. */
public final class TestTokens {
    private TestTokens() {}

    public static String with(TestGateway gateway, long userId, String scope) {
        return gateway.context().getBean(TokenSigner.class).sign(userId, UUID.randomUUID(), scope);
    }
}
