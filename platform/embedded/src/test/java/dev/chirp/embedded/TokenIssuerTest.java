package dev.chirp.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.SignedJWT;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class TokenIssuerTest {
    @Test
    void signsWithTheKeyThatItPublishes() throws Exception {
        try (TokenIssuer issuer = new TokenIssuer()) {
            JWKSet keys = JWKSet.load(URI.create(issuer.jwksUri()).toURL());
            UUID signIn = UUID.randomUUID();

            SignedJWT mine = SignedJWT.parse(issuer.token(7, signIn));
            SignedJWT brief = SignedJWT.parse(issuer.token(8, "ops", Duration.ofSeconds(1)));

            var verifier = new ECDSAVerifier(keys.getKeyByKeyId("test").toECKey());
            assertThat(mine.verify(verifier)).isTrue();
            assertThat(mine.getJWTClaimsSet().getSubject()).isEqualTo("7");
            assertThat(mine.getJWTClaimsSet().getStringClaim("sid")).isEqualTo(signIn.toString());
            assertThat(brief.getJWTClaimsSet().getStringClaim("scope")).isEqualTo("ops");
            assertThat(brief.getJWTClaimsSet().getExpirationTime())
                    .isBeforeOrEqualTo(Instant.now().plusSeconds(1));
            assertThat(SignedJWT.parse(issuer.token(9)).getJWTClaimsSet().getStringClaim("scope"))
                    .isEqualTo("user");
        }
    }
}
