package dev.chirp.gateway.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.chirp.gateway.TestGateway;
import dev.chirp.gateway.TestGateway.Answer;
import dev.chirp.gateway.TestUser;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Tokens that somebody made who wants in, over HTTP, some of them with the gateway's own key. */
class HostileTokenIT {
    private static final TestGateway GATEWAY = TestGateway.shared();
    private static final TestUser USER = GATEWAY.newUser();
    private static final ECKey OURS =
            GATEWAY.context().getBean(SigningKeys.class).signing();
    private static final ECKey THEIRS = newKey("theirs");

    static Stream<Arguments> hostile() throws JOSEException {
        UnaryOperator<JWSHeader.Builder> plain = header -> header;
        Consumer<JWTClaimsSet.Builder> same = claims -> {};
        Instant now = Instant.now();
        return Stream.of(
                argumentSet("alg none", unsigned()),
                argumentSet(
                        "HS256 with the public key",
                        hmac(OURS.toPublicJWK().toJSONString().getBytes(StandardCharsets.UTF_8))),
                argumentSet(
                        "HS256 with the public key in DER",
                        hmac(OURS.toECPublicKey().getEncoded())),
                argumentSet("an unknown kid", signed(THEIRS, plain, same)),
                argumentSet("our kid, their key", signed(newKey(OURS.getKeyID()), plain, same)),
                argumentSet(
                        "a path for a kid", signed(THEIRS, header -> header.keyID("../keys/signing-000001.jwk"), same)),
                argumentSet("a key in the header", signed(THEIRS, header -> header.jwk(THEIRS.toPublicJWK()), same)),
                argumentSet(
                        "jku", signed(THEIRS, header -> header.jwkURL(URI.create("http://127.0.0.1:1/jwks")), same)),
                argumentSet(
                        "jku, our key",
                        signed(OURS, header -> header.jwkURL(URI.create("http://127.0.0.1:1/jwks")), same)),
                argumentSet(
                        "x5u",
                        signed(THEIRS, header -> header.x509CertURL(URI.create("http://127.0.0.1:1/crt")), same)),
                argumentSet("another audience", signed(OURS, plain, claims -> claims.audience("other"))),
                argumentSet("another issuer", signed(OURS, plain, claims -> claims.issuer("other"))),
                argumentSet("typ JWT", signed(OURS, header -> header.type(JOSEObjectType.JWT), same)),
                argumentSet(
                        "expired",
                        signed(OURS, plain, claims -> claims.expirationTime(Date.from(now.minusSeconds(10))))),
                argumentSet(
                        "not valid yet",
                        signed(OURS, plain, claims -> claims.notBeforeTime(Date.from(now.plusSeconds(60))))),
                argumentSet(
                        "issued in the future",
                        signed(OURS, plain, claims -> claims.issueTime(Date.from(now.plusSeconds(60))))),
                argumentSet("a refresh token", USER.refreshToken()));
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void isRefused(String token) {
        Answer refused = GATEWAY.get("/api/v1/captures", "Authorization", "Bearer " + token);

        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.code()).isEqualTo("invalid_token");
        assertThat(refused.header("WWW-Authenticate")).isEqualTo("Bearer error=\"invalid_token\"");
        assertThat(refused.body()).doesNotContain(token);
    }

    @Test
    void isToldFromAGoodOneByNothingButWhatIsWrongWithIt() {
        String good = signed(OURS, header -> header, claims -> {});

        assertThat(GATEWAY.get("/api/v1/captures", "Authorization", "Bearer " + good)
                        .status())
                .isEqualTo(200);
    }

    @Test
    void isNoAccessTokenAtTheTokenEndpoint() {
        Answer refused = GATEWAY.postForm(
                "/api/v1/auth/token",
                java.util.Map.of("grant_type", "refresh_token", "refresh_token", USER.accessToken()));

        assertThat(refused.json().get("error").asString()).isEqualTo("invalid_grant");
    }

    private static String signed(
            ECKey key, UnaryOperator<JWSHeader.Builder> headerChange, Consumer<JWTClaimsSet.Builder> change) {
        try {
            var claims = new JWTClaimsSet.Builder();
            SignedJWT.parse(USER.accessToken()).getJWTClaimsSet().getClaims().forEach(claims::claim);
            change.accept(claims);
            var header = headerChange.apply(new JWSHeader.Builder(JWSAlgorithm.ES256)
                    .type(new JOSEObjectType("at+jwt"))
                    .keyID(key.getKeyID()));
            var jwt = new SignedJWT(header.build(), claims.build());
            jwt.sign(new ECDSASigner(key));
            return jwt.serialize();
        } catch (JOSEException | ParseException e) {
            throw new AssertionError(e);
        }
    }

    private static String hmac(byte[] secret) {
        try {
            var jwt = new SignedJWT(
                    new JWSHeader.Builder(JWSAlgorithm.HS256)
                            .type(new JOSEObjectType("at+jwt"))
                            .keyID(OURS.getKeyID())
                            .build(),
                    SignedJWT.parse(USER.accessToken()).getJWTClaimsSet());
            jwt.sign(new MACSigner(secret));
            return jwt.serialize();
        } catch (JOSEException | ParseException e) {
            throw new AssertionError(e);
        }
    }

    private static String unsigned() {
        String header = "{\"alg\":\"none\",\"typ\":\"at+jwt\",\"kid\":\"" + OURS.getKeyID() + "\"}";
        return Base64.getUrlEncoder().withoutPadding().encodeToString(header.getBytes(StandardCharsets.UTF_8)) + "."
                + USER.accessToken().split("\\.")[1] + ".";
    }

    private static ECKey newKey(String keyId) {
        try {
            return new ECKeyGenerator(Curve.P_256).keyID(keyId).generate();
        } catch (JOSEException e) {
            throw new AssertionError(e);
        }
    }
}
