package dev.chirp.gateway.auth;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.SignedJWT;
import dev.chirp.gateway.Await;
import dev.chirp.gateway.TestGateway;
import dev.chirp.gateway.TestGateway.Answer;
import dev.chirp.gateway.TestPipeline;
import dev.chirp.gateway.TestUser;
import java.text.ParseException;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** How a session ends: by its owner, by a token in two hands, by its age. */
class SessionIT {
    private final TestGateway gateway = TestGateway.shared();
    private final TestUser user = gateway.newUser();
    private final String session = sessionOf(user.accessToken());

    @Test
    void endsInTheWholePlatformWhenASpentTokenComesBack() {
        String successor =
                refresh(user.refreshToken()).json().get("refresh_token").asString();

        assertThat(refresh(user.refreshToken()).status()).isEqualTo(400);

        assertThat(reasonOfRevocation()).isEqualTo("refresh_token_reused");
        assertThat(refresh(successor).json().get("error").asString()).isEqualTo("invalid_grant");
        assertThat(audited("refresh_token.reused")).isEqualTo("1");
        Await.until(() -> gateway.get("/api/v1/devices", user.bearer()).status() == 401);
    }

    @Test
    void belongsToOneOfTwoWhoRefreshAtOnce() throws Exception {
        Callable<Answer> use = () -> refresh(user.refreshToken());

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers = threads.invokeAll(java.util.List.of(use, use));

            assertThat(answers)
                    .extracting(answer -> answer.resultNow().status())
                    .containsExactlyInAnyOrder(200, 400);
        }
        assertThat(reasonOfRevocation()).isEqualTo("refresh_token_reused");
    }

    @Test
    void endsThirtyDaysAfterTheSignInHoweverOftenItWasRefreshed() {
        String end = expiry();
        String successor =
                refresh(user.refreshToken()).json().get("refresh_token").asString();

        assertThat(TestPipeline.value(
                        "SELECT count(DISTINCT expires_at) FROM refresh_token WHERE family = '" + session + "'"))
                .isEqualTo("1");
        assertThat(TestPipeline.value("SELECT '" + end + "'::timestamptz BETWEEN now() + interval '30 days' - interval"
                        + " '5 minutes' AND now() + interval '30 days'"))
                .isEqualTo("t");
        TestPipeline.execute(
                "UPDATE refresh_token SET expires_at = now() - interval '1 second' WHERE family = '" + session + "'");
        assertThat(refresh(successor).json().get("error").asString()).isEqualTo("invalid_grant");
    }

    @Test
    void keepsOnlyHashesOfItsTokens() {
        assertThat(TestPipeline.value("SELECT encode(token_hash, 'hex') FROM refresh_token WHERE family = '" + session
                        + "' AND token_hash = sha256('" + user.refreshToken() + "')"))
                .isNotNull();
        assertThat(TestPipeline.value(
                        "SELECT count(*) FROM refresh_token t WHERE t::text LIKE '%" + user.refreshToken() + "%'"))
                .isEqualTo("0");
    }

    @Test
    void endsByItsRefreshToken() {
        assertThat(revoke(user.refreshToken()).status()).isEqualTo(200);

        assertThat(reasonOfRevocation()).isEqualTo("revoked_by_owner");
        assertThat(audited("session.revoked")).isEqualTo("1");
        assertThat(refresh(user.refreshToken()).status()).isEqualTo(400);
        assertThat(gateway.get("/api/v1/devices", user.bearer()).code()).isEqualTo("invalid_token");
    }

    @Test
    void endsByItsAccessToken() {
        Answer answer = revoke(user.accessToken());

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEmpty();
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        assertThat(gateway.get("/api/v1/devices", user.bearer()).status()).isEqualTo(401);
        assertThat(refresh(user.refreshToken()).status()).isEqualTo(400);
        assertThat(gateway.postJson("/api/v1/auth/ws-ticket", Map.of(), user.bearer())
                        .status())
                .isEqualTo(401);
    }

    @Test
    void endsBesideTheOtherSessionsOfItsUser() {
        TestUser again = gateway.signIn(user.id(), user.name(), TestUser.PASSWORD);

        revoke(user.refreshToken());

        assertThat(gateway.get("/api/v1/devices", again.bearer()).status()).isEqualTo(200);
        assertThat(refresh(again.refreshToken()).status()).isEqualTo(200);
    }

    @Test
    void isNotToldApartFromWhatHasNeverBeenOne() {
        assertThat(revoke("unknown").status()).isEqualTo(200);
        assertThat(revoke("not.a.token").status()).isEqualTo(200);
        assertThat(revoke(user.refreshToken()).status()).isEqualTo(200);
        assertThat(revoke(user.refreshToken()).status()).isEqualTo(200);
        assertThat(gateway.postForm("/api/v1/auth/revoke", Map.of("token_type_hint", "access_token"))
                        .json()
                        .get("error")
                        .asString())
                .isEqualTo("invalid_request");
    }

    @Test
    void endsInEveryInstanceWithinSeconds() {
        try (TestGateway other = TestGateway.start(Map.of())) {
            assertThat(other.get("/api/v1/devices", user.bearer()).status()).isEqualTo(200);

            revoke(user.refreshToken());

            Await.until(() -> other.get("/api/v1/devices", user.bearer()).status() == 401);
        }
    }

    @Test
    void isNeverKeptByACacheOnItsWay() {
        assertThat(refresh(user.refreshToken()).header("Cache-Control")).isEqualTo("no-store");
    }

    private String reasonOfRevocation() {
        return TestPipeline.value("SELECT reason FROM revocation WHERE subject = 'session/" + session + "'");
    }

    private String audited(String action) {
        return TestPipeline.value("SELECT count(*) FROM audit_log WHERE action = '" + action
                + "' AND subject = 'session/" + session + "' AND user_id = " + user.id());
    }

    private String expiry() {
        return TestPipeline.value("SELECT expires_at FROM refresh_token WHERE family = '" + session + "'");
    }

    private Answer revoke(String token) {
        return gateway.postForm("/api/v1/auth/revoke", Map.of("token", token));
    }

    private Answer refresh(String token) {
        return gateway.postForm("/api/v1/auth/token", Map.of("grant_type", "refresh_token", "refresh_token", token));
    }

    private static String sessionOf(String token) {
        try {
            return SignedJWT.parse(token).getJWTClaimsSet().getStringClaim("sid");
        } catch (ParseException e) {
            throw new AssertionError(e);
        }
    }
}
