package dev.chirp.security;

import static dev.chirp.security.SigningKey.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Date;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NimbusTokenVerifierTest {
    private final SigningKey key = SigningKey.named("one");
    private final TokenVerifier verifier = verifier(NOW.plusSeconds(60));

    @Test
    void readsTheClaims() throws Exception {
        AccessToken token = verifier.verify(key.token());

        assertThat(token.userId()).isEqualTo(7);
        assertThat(token.sessionId()).isEqualTo(UUID.fromString(SigningKey.SESSION));
        assertThat(token.tenantId()).isEqualTo("default");
        assertThat(token.hasScope("ops")).isTrue();
        assertThat(token.hasScope("internal")).isFalse();
        assertThat(token.issuedAt()).isEqualTo(NOW);
        assertThat(token.expiresAt()).isEqualTo(NOW.plusSeconds(900));
    }

    @Test
    void acceptsATokenThatExpiredWithinTheSkewOnly() throws Exception {
        verifier(NOW.plusSeconds(904)).verify(key.token());

        assertThatThrownBy(() -> verifier(NOW.plusSeconds(906)).verify(key.token()))
                .isInstanceOf(TokenVerifier.InvalidToken.class)
                .hasMessage("token has expired");
    }

    @Test
    void forgetsAVerifiedTokenWhenItExpires() throws Exception {
        var now = new AtomicReference<>(NOW);
        var verifier = new NimbusTokenVerifier(
                new ImmutableJWKSet<>(new JWKSet(key.key())), "chirp-neighbor", "chirp-neighbor", now::get);
        String token = key.token();
        AccessToken first = verifier.verify(token);
        assertThat(verifier.verify(token)).isSameAs(first);

        now.set(NOW.plusSeconds(906));

        assertThatThrownBy(() -> verifier.verify(token)).isInstanceOf(TokenVerifier.InvalidToken.class);
    }

    @Test
    void doesNotTakeATokenForAnotherOneWithTheSameClaims() throws Exception {
        String token = key.token();
        verifier.verify(token);

        refuses(token.substring(0, token.length() - 8) + "AAAAAAAA");
    }

    @Test
    void refusesAnUnsignedToken() {
        refuses(new PlainJWT(new JWTClaimsSet.Builder().subject("7").build()).serialize());
    }

    @Test
    void refusesASharedSecretMadeOfThePublicKey() throws Exception {
        var jwt = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.HS256)
                        .type(new JOSEObjectType("at+jwt"))
                        .keyID("one")
                        .build(),
                SignedJWT.parse(key.token()).getJWTClaimsSet());
        jwt.sign(new MACSigner(key.key().toPublicJWK().toJSONString().getBytes()));

        refuses(jwt.serialize());
    }

    @Test
    void refusesAnotherKeyOfTheSameName() {
        refuses(SigningKey.named("one").token());
    }

    @Test
    void refusesAnUnknownKey() {
        refuses(SigningKey.named("two").token());
    }

    @Test
    void refusesAnotherType() {
        refuses(key.token("JWT", claims -> {}));
    }

    @Test
    void refusesAnotherAudience() {
        refuses(key.token("at+jwt", claims -> claims.audience("other")));
    }

    @Test
    void refusesAnotherIssuer() {
        refuses(key.token("at+jwt", claims -> claims.issuer("other")));
    }

    @Test
    void refusesATokenThatIsNotValidYet() {
        refuses(key.token("at+jwt", claims -> claims.notBeforeTime(Date.from(NOW.plusSeconds(120)))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"sub", "user_id", "tenant_id", "sid", "iat", "exp", "scope", "iss", "aud"})
    void refusesATokenWithoutAClaim(String claim) {
        refuses(key.token("at+jwt", claims -> claims.claim(claim, null)));
    }

    @Test
    void refusesClaimsOfAnotherShape() {
        refusesClaim(claims -> claims.claim("user_id", "seven"));
        refusesClaim(claims -> claims.claim("sid", "not-a-uuid"));
        refusesClaim(claims -> claims.claim("scope", 5));
    }

    @Test
    void refusesAChangedPayload() {
        String[] parts = key.token().split("\\.");
        String payload = new String(Base64.getUrlDecoder().decode(parts[1])).replace("\"user_id\":7", "\"user_id\":8");
        parts[1] = Base64.getUrlEncoder().withoutPadding().encodeToString(payload.getBytes());

        refuses(String.join(".", parts));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "a.b.c", "eyJ.eyJ.", "not a token", "e30.e30.e30", "e30.e30", "𝄞.𝄞.𝄞"})
    void refusesWhatIsNoToken(String token) {
        refuses(token);
    }

    @Test
    void refusesALongToken() {
        refuses("a".repeat(NimbusTokenVerifier.MAX_TOKEN_CHARS + 1));
    }

    @Test
    void neverRepeatsTheTokenInItsMessages() {
        String token = SigningKey.named("two").token();

        assertThatThrownBy(() -> verifier.verify(token))
                .hasMessageNotContaining(token)
                .hasNoCause();
    }

    private void refusesClaim(Consumer<JWTClaimsSet.Builder> change) {
        refuses(key.token("at+jwt", change));
    }

    private void refuses(String token) {
        assertThatThrownBy(() -> verifier.verify(token)).isInstanceOf(TokenVerifier.InvalidToken.class);
        assertThatThrownBy(() -> verifier.verifyAsync(token).toFuture().join())
                .hasCauseInstanceOf(TokenVerifier.InvalidToken.class);
    }

    private TokenVerifier verifier(Instant now) {
        return new NimbusTokenVerifier(
                new ImmutableJWKSet<>(new JWKSet(key.key())),
                "chirp-neighbor",
                "chirp-neighbor",
                InstantSource.fixed(now));
    }
}
