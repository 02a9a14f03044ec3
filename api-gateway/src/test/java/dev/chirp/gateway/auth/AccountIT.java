package dev.chirp.gateway.auth;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.SignedJWT;
import dev.chirp.embedded.TestServers;
import dev.chirp.gateway.TestGateway;
import dev.chirp.gateway.TestGateway.Answer;
import dev.chirp.gateway.TestUser;
import java.sql.Connection;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** Sign-up, sign-in and sessions over HTTP. */
class AccountIT {
    private final TestGateway gateway = TestGateway.shared();

    @Test
    void signsUpAndIn() throws Exception {
        TestUser user = gateway.newUser();

        SignedJWT token = SignedJWT.parse(user.accessToken());

        assertThat(token.getHeader().getType().getType()).isEqualTo("at+jwt");
        assertThat(token.getJWTClaimsSet().getClaims())
                .containsKeys("sub", "user_id", "tenant_id", "sid", "iat", "exp", "aud", "iss", "scope");
        assertThat(token.getJWTClaimsSet().getLongClaim("user_id")).isEqualTo(user.id());
        assertThat(token.getJWTClaimsSet().getStringClaim("scope")).isEqualTo("user");
    }

    @Test
    void publishesOnlyThePublicPartOfItsKeys() throws Exception {
        Answer jwks = gateway.get("/.well-known/jwks.json");

        JWKSet keys = JWKSet.parse(jwks.body());
        assertThat(keys.getKeys())
                .isNotEmpty()
                .allSatisfy(key -> assertThat(key.isPrivate()).isFalse());
    }

    @Test
    void keepsPasswordsAsArgon2id() throws Exception {
        TestUser user = gateway.newUser();

        assertThat(stored("SELECT password_hash FROM app_user WHERE id = " + user.id()))
                .startsWith("$argon2id$v=19$m=19456,t=2,p=1$");
    }

    @Test
    void refusesATakenNameInAnyCase() {
        TestUser user = gateway.newUser();

        Answer again = gateway.postJson(
                "/api/v1/users",
                Map.of(
                        "username",
                        user.name().toUpperCase(java.util.Locale.ROOT),
                        "email",
                        "other-" + user.name() + "@example.org",
                        "password",
                        TestUser.PASSWORD));

        assertThat(again.status()).isEqualTo(409);
        assertThat(again.code()).isEqualTo("already_exists");
        assertThat(again.header("Content-Type")).isEqualTo("application/problem+json");
    }

    @Test
    void namesEveryWrongFieldOfASignUp() {
        Answer refused = gateway.postJson("/api/v1/users", Map.of("username", "", "email", "x", "password", "short"));

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.json().get("errors"))
                .extracting(error -> error.get("field").asString())
                .containsExactly("username", "email", "password");
        assertThat(refused.json().get("request_id").asString()).isEqualTo(refused.header("X-Request-Id"));
    }

    @Test
    void tellsUnknownUsersAndWrongPasswordsApartForNobody() {
        TestUser user = gateway.newUser();

        Answer wrong = signIn(user.name(), "not the password");
        Answer unknown = signIn("nobody-" + UUID.randomUUID(), "not the password");

        assertThat(wrong.status()).isEqualTo(unknown.status()).isEqualTo(400);
        assertThat(wrong.json().get("error").asString()).isEqualTo("invalid_grant");
        assertThat(wrong.json().get("error_description"))
                .isEqualTo(unknown.json().get("error_description"));
    }

    @Test
    void rotatesARefreshTokenAtEachUse() {
        TestUser user = gateway.newUser();

        Answer first = refresh(user.refreshToken());
        Answer second = refresh(first.json().get("refresh_token").asString());

        assertThat(first.status()).isEqualTo(200);
        assertThat(second.status()).isEqualTo(200);
        assertThat(second.json().get("expires_in").asInt()).isEqualTo(900);
    }

    @Test
    void endsTheWholeFamilyWhenASpentTokenComesBack() throws Exception {
        TestUser user = gateway.newUser();
        String successor =
                refresh(user.refreshToken()).json().get("refresh_token").asString();

        Answer reused = refresh(user.refreshToken());
        Answer afterwards = refresh(successor);

        assertThat(reused.status()).isEqualTo(400);
        assertThat(afterwards.status()).isEqualTo(400);
        assertThat(afterwards.json().get("error").asString()).isEqualTo("invalid_grant");
        assertThat(stored("SELECT count(*) FROM audit_log WHERE action = 'refresh_token.reused' AND user_id = "
                        + user.id()))
                .isEqualTo("1");
    }

    @Test
    void givesOneSuccessorToManySimultaneousUses() throws Exception {
        TestUser user = gateway.newUser();
        Callable<Integer> use = () -> refresh(user.refreshToken()).status();

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers = threads.invokeAll(java.util.Collections.nCopies(8, use));

            assertThat(answers.stream().filter(answer -> answer.resultNow() == 200))
                    .hasSize(1);
        }
    }

    @Test
    void refreshesWithJsonAndWithAForm() {
        TestUser user = gateway.newUser();

        Answer json = gateway.postJson("/api/v1/auth/refresh", Map.of("refresh_token", user.refreshToken()));
        Answer form = gateway.postForm(
                "/api/v1/auth/refresh",
                Map.of("refresh_token", json.json().get("refresh_token").asString()));

        assertThat(json.status()).isEqualTo(200);
        assertThat(form.status()).isEqualTo(200);
    }

    @Test
    void narrowsScopesButNeverWidensThem() {
        TestUser user = gateway.newUser();

        Answer widened = gateway.postForm(
                "/api/v1/auth/token",
                Map.of(
                        "grant_type",
                        "password",
                        "username",
                        user.name(),
                        "password",
                        TestUser.PASSWORD,
                        "scope",
                        "user ops"));

        assertThat(widened.json().get("error").asString()).isEqualTo("invalid_scope");
    }

    @Test
    void opensTheConfiguredOpsAccount() {
        long deadline = System.nanoTime() + 10_000_000_000L;
        Answer token = signIn(TestGateway.OPS_USER, TestGateway.OPS_PASSWORD);
        while (token.status() != 200 && System.nanoTime() < deadline) {
            token = signIn(TestGateway.OPS_USER, TestGateway.OPS_PASSWORD);
        }

        assertThat(token.json().get("scope").asString()).isEqualTo("user ops");
    }

    @Test
    void asksForATokenAndRefusesABadOne() {
        Answer missing = gateway.get("/api/v1/captures");
        Answer bad = gateway.get("/api/v1/captures", "Authorization", "Bearer not-a-token");

        assertThat(missing.status()).isEqualTo(401);
        assertThat(bad.status()).isEqualTo(401);
        assertThat(bad.header("WWW-Authenticate")).isEqualTo("Bearer error=\"invalid_token\"");
        assertThat(bad.code()).isEqualTo("invalid_token");
        assertThat(bad.body()).doesNotContain("not-a-token");
    }

    @Test
    void refusesOpsRoutesToUsers() {
        Answer refused = gateway.get("/api/v1/ops/anything", gateway.newUser().bearer());

        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.code()).isEqualTo("insufficient_scope");
    }

    @Test
    void echoesASafeRequestIdAndReplacesAnUnsafeOne() {
        assertThat(gateway.get("/.well-known/jwks.json", "X-Request-Id", "abc-1.2_3")
                        .header("X-Request-Id"))
                .isEqualTo("abc-1.2_3");
        assertThat(gateway.get("/.well-known/jwks.json", "X-Request-Id", "a b").header("X-Request-Id"))
                .matches("[0-9a-f-]{36}");
    }

    private Answer signIn(String username, String password) {
        return gateway.postForm(
                "/api/v1/auth/token", Map.of("grant_type", "password", "username", username, "password", password));
    }

    private Answer refresh(String token) {
        return gateway.postForm("/api/v1/auth/token", Map.of("grant_type", "refresh_token", "refresh_token", token));
    }

    private static String stored(String sql) throws Exception {
        try (Connection connection = TestServers.postgres()
                        .administrator(TestServers.postgres().database())
                        .getConnection();
                var result = connection.createStatement().executeQuery(sql)) {
            result.next();
            return result.getString(1);
        }
    }
}
