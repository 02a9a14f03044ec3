package dev.chirp.embedded;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.UUID;

/** Stands in for the gateway in tests and benches: signs access tokens of any user and publishes its key. */
public final class TokenIssuer implements AutoCloseable {
    private final ECKey key;
    private final ECDSASigner signer;
    private final HttpServer server;

    public TokenIssuer() {
        try {
            key = new ECKeyGenerator(Curve.P_256).keyID("test").generate();
            signer = new ECDSASigner(key);
            byte[] document = new JWKSet(key.toPublicJWK()).toString().getBytes(StandardCharsets.UTF_8);
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/jwks.json", exchange -> {
                exchange.sendResponseHeaders(200, document.length);
                exchange.getResponseBody().write(document);
                exchange.close();
            });
            server.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    public String jwksUri() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/jwks.json";
    }

    public String token(long userId) {
        return token(userId, "user", Duration.ofMinutes(15));
    }

    public String token(long userId, UUID signIn) {
        return token(userId, "user", Duration.ofMinutes(15), signIn);
    }

    public String token(long userId, String scope, Duration life) {
        return token(userId, scope, life, UUID.randomUUID());
    }

    private String token(long userId, String scope, Duration life, UUID signIn) {
        Instant now = Instant.now();
        var claims = new JWTClaimsSet.Builder()
                .issuer("chirp-neighbor")
                .audience("chirp-neighbor")
                .subject(Long.toString(userId))
                .claim("user_id", userId)
                .claim("tenant_id", "default")
                .claim("sid", signIn.toString())
                .claim("scope", scope)
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plus(life)))
                .build();
        var header = new JWSHeader.Builder(JWSAlgorithm.ES256)
                .type(new JOSEObjectType("at+jwt"))
                .keyID("test")
                .build();
        try {
            var jwt = new SignedJWT(header, claims);
            jwt.sign(signer);
            return jwt.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
