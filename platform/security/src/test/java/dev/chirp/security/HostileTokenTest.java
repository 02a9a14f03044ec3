package dev.chirp.security;

import static dev.chirp.security.SigningKey.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Date;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Tokens that somebody made who wants in, against a verifier that fetches its keys. */
class HostileTokenTest {
    private static final SigningKey OURS = SigningKey.named("ours");
    private static final SigningKey THEIRS = SigningKey.named("theirs");
    private static final SigningKey THEIRS_BY_OUR_NAME = SigningKey.named("ours");
    private final AtomicInteger fetches = new AtomicInteger();
    private final AtomicInteger lured = new AtomicInteger();
    private HttpServer publisher;
    private JwksKeySource keys;

    @BeforeEach
    void start() throws Exception {
        publisher = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        publisher.createContext("/.well-known/jwks.json", exchange -> {
            fetches.incrementAndGet();
            answer(exchange, new JWKSet(OURS.key()).toString(true));
        });
        publisher.createContext("/lure", exchange -> {
            lured.incrementAndGet();
            answer(exchange, new JWKSet(THEIRS.key()).toString(true));
        });
        publisher.start();
        keys = new JwksKeySource(uri("/.well-known/jwks.json"), Duration.ofSeconds(1));
    }

    @AfterEach
    void stop() {
        keys.close();
        publisher.stop(0);
    }

    static Stream<Arguments> hostile() {
        return Stream.of(
                argumentSet("alg none", unsigned("none")),
                argumentSet("alg None", unsigned("None")),
                argumentSet("alg none with our kid and a signature", unsigned("none") + "AAAA"),
                argumentSet("HS256 with the public key in PEM", hmac(pem())),
                argumentSet("HS256 with the public key in DER", hmac(der())),
                argumentSet(
                        "HS256 with the public key as JWK",
                        hmac(OURS.key().toPublicJWK().toJSONString().getBytes(StandardCharsets.UTF_8))),
                argumentSet("an unknown kid", THEIRS.token()),
                argumentSet("our kid, their key", THEIRS_BY_OUR_NAME.token()),
                argumentSet("no kid, their key", signed(THEIRS, header -> header.keyID(null), claims -> {})),
                argumentSet("a path for a kid", signed(THEIRS, header -> header.keyID("../../dev/null"), claims -> {})),
                argumentSet("SQL for a kid", signed(THEIRS, header -> header.keyID("x' OR '1'='1"), claims -> {})),
                argumentSet(
                        "an address for a kid",
                        signed(THEIRS, header -> header.keyID("http://127.0.0.1/lure"), claims -> {})),
                argumentSet(
                        "a key in the header",
                        signed(THEIRS, header -> header.jwk(THEIRS.key().toPublicJWK()), claims -> {})),
                argumentSet(
                        "a key in the header, by our kid",
                        signed(
                                THEIRS,
                                header -> header.keyID("ours").jwk(THEIRS.key().toPublicJWK()),
                                claims -> {})),
                argumentSet("another audience", OURS.token("at+jwt", claims -> claims.audience("other"))),
                argumentSet("another issuer", OURS.token("at+jwt", claims -> claims.issuer("other"))),
                argumentSet("typ JWT", OURS.token("JWT", claims -> {})),
                argumentSet("typ of an ID token", OURS.token("id+jwt", claims -> {})),
                argumentSet("no typ", signed(OURS, header -> header.type(null), claims -> {})),
                argumentSet(
                        "expired beyond the skew",
                        OURS.token("at+jwt", claims -> claims.expirationTime(Date.from(NOW.minusSeconds(6))))),
                argumentSet(
                        "not valid yet beyond the skew",
                        OURS.token("at+jwt", claims -> claims.notBeforeTime(Date.from(NOW.plusSeconds(6))))),
                argumentSet(
                        "issued in the future beyond the skew",
                        OURS.token("at+jwt", claims -> claims.issueTime(Date.from(NOW.plusSeconds(6))))),
                argumentSet("no expiry", OURS.token("at+jwt", claims -> claims.expirationTime(null))),
                argumentSet(
                        "critical extension",
                        signed(
                                OURS,
                                header -> header.customParam("urn:x", true).criticalParams(java.util.Set.of("urn:x")),
                                claims -> {})),
                argumentSet(
                        "a refresh token",
                        Base64.getUrlEncoder().withoutPadding().encodeToString(new byte[32])));
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void isRefused(String token) {
        refuses(token);
    }

    @ParameterizedTest
    @MethodSource("withinTheSkew")
    void isBelievedWithinTheSkewOfClocks(String token) {
        assertThat(verifier().verifyAsync(token).toFuture().join().userId()).isEqualTo(7);
    }

    static Stream<Arguments> withinTheSkew() {
        return Stream.of(
                argumentSet(
                        "expired",
                        OURS.token("at+jwt", claims -> claims.expirationTime(Date.from(NOW.minusSeconds(4))))),
                argumentSet(
                        "not valid yet",
                        OURS.token("at+jwt", claims -> claims.notBeforeTime(Date.from(NOW.plusSeconds(4))))),
                argumentSet(
                        "issued in the future",
                        OURS.token("at+jwt", claims -> claims.issueTime(Date.from(NOW.plusSeconds(4))))));
    }

    /** Neither whose key it would be there, nor that we look at all. */
    @Test
    void neverFetchesAKeyFromWhereATokenSays() {
        URI lure = uri("/lure");
        Consumer<JWTClaimsSet.Builder> same = claims -> {};
        for (SigningKey signer : new SigningKey[] {THEIRS, OURS}) {
            refuses(signed(signer, header -> header.jwkURL(lure), same));
            refuses(signed(signer, header -> header.x509CertURL(lure), same));
        }

        assertThat(lured).hasValue(0);
    }

    @Test
    void causesAtMostOneFetchASecondHoweverManyUnknownKeysCome() {
        long begun = System.nanoTime();

        ofUnknownKeys(2_000).parallel().forEach(this::refuses);

        long seconds = Duration.ofNanos(System.nanoTime() - begun).toSeconds();
        assertThat(fetches.get()).isBetween(1, (int) seconds + 1);
        assertThat(verifier().verifyAsync(OURS.token()).toFuture().join().userId())
                .isEqualTo(7);
    }

    /** Tokens of as many unknown keys; what a key is called is all that the verifier sees of it. */
    private static Stream<String> ofUnknownKeys(int count) {
        String rest = THEIRS.token().substring(THEIRS.token().indexOf('.'));
        return IntStream.range(0, count)
                .mapToObj(i ->
                        encoded("{\"alg\":\"ES256\",\"typ\":\"at+jwt\",\"kid\":\"" + UUID.randomUUID() + "\"}") + rest);
    }

    private void refuses(String token) {
        assertThatThrownBy(() -> verifier().verifyAsync(token).toFuture().join())
                .hasCauseInstanceOf(TokenVerifier.InvalidToken.class);
        assertThatThrownBy(() -> verifier().verify(token)).isInstanceOf(TokenVerifier.InvalidToken.class);
    }

    private TokenVerifier verifier() {
        return new NimbusTokenVerifier(keys, "chirp-neighbor", "chirp-neighbor", () -> NOW);
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + publisher.getAddress().getPort() + path);
    }

    private static void answer(com.sun.net.httpserver.HttpExchange exchange, String document)
            throws java.io.IOException {
        byte[] body = document.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private static String unsigned(String algorithm) {
        String[] parts = OURS.token().split("\\.");
        return encoded("{\"alg\":\"" + algorithm + "\",\"typ\":\"at+jwt\",\"kid\":\"ours\"}") + "." + parts[1] + ".";
    }

    private static String encoded(String json) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }

    private static String hmac(byte[] secret) {
        try {
            var jwt = new SignedJWT(
                    new JWSHeader.Builder(JWSAlgorithm.HS256)
                            .type(new JOSEObjectType("at+jwt"))
                            .keyID("ours")
                            .build(),
                    SignedJWT.parse(OURS.token()).getJWTClaimsSet());
            jwt.sign(new MACSigner(secret));
            return jwt.serialize();
        } catch (com.nimbusds.jose.JOSEException | java.text.ParseException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] pem() {
        String body = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(der());
        return ("-----BEGIN PUBLIC KEY-----\n" + body + "\n-----END PUBLIC KEY-----\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] der() {
        try {
            return OURS.key().toECPublicKey().getEncoded();
        } catch (com.nimbusds.jose.JOSEException e) {
            throw new AssertionError(e);
        }
    }

    private static String signed(
            SigningKey key, Consumer<JWSHeader.Builder> headerChange, Consumer<JWTClaimsSet.Builder> change) {
        var claims = new JWTClaimsSet.Builder();
        var header = new JWSHeader.Builder(JWSAlgorithm.ES256)
                .type(new JOSEObjectType("at+jwt"))
                .keyID(key.key().getKeyID());
        headerChange.accept(header);
        try {
            SignedJWT.parse(key.token()).getJWTClaimsSet().getClaims().forEach(claims::claim);
            change.accept(claims);
            var jwt = new SignedJWT(header.build(), claims.build());
            var signer = new ECDSASigner(key.key());
            jwt.sign(signer);
            return jwt.serialize();
        } catch (com.nimbusds.jose.JOSEException | java.text.ParseException e) {
            throw new AssertionError(e);
        }
    }
}
