package dev.chirp.gateway.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.SignedJWT;
import dev.chirp.gateway.Await;
import dev.chirp.gateway.TestGateway;
import dev.chirp.gateway.TestGateway.Answer;
import dev.chirp.gateway.TestPipeline;
import dev.chirp.gateway.TestUser;
import dev.chirp.gateway.TestWav;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients, from their making over their tokens to their end. */
class ClientIT {
    private static final String CLIENTS = "/api/v1/oauth/clients";
    private final TestGateway gateway = TestGateway.shared();
    private final TestUser user = gateway.newUser();

    @Test
    void actsForTheUserWhoMadeIt() throws Exception {
        Client client = create("user");

        Answer answer = token(client, Map.of());

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().has("refresh_token")).isFalse();
        assertThat(answer.json().get("scope").asString()).isEqualTo("user");
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        var claims =
                SignedJWT.parse(answer.json().get("access_token").asString()).getJWTClaimsSet();
        assertThat(claims.getLongClaim("user_id")).isEqualTo(user.id());
        assertThat(gateway.get("/api/v1/captures", bearer(answer)).status()).isEqualTo(200);
    }

    @Test
    void showsItsSecretOnceAndKeepsTheHash() {
        Client client = create("user");

        assertThat(gateway.get(CLIENTS, user.bearer()).body())
                .contains(client.id)
                .doesNotContain(client.secret);
        assertThat(TestPipeline.value("SELECT secret_hash = sha256('" + client.secret + "') FROM oauth_client WHERE"
                        + " client_id = '" + client.id + "'"))
                .isEqualTo("t");
        assertThat(TestPipeline.value(
                        "SELECT count(*) FROM audit_log WHERE action = 'oauth_client.created' AND subject ="
                                + " 'oauth_client/" + client.id + "'"))
                .isEqualTo("1");
    }

    @Test
    void mayNameItselfByHttpBasic() {
        Client client = create("user");

        Answer answer = gateway.postForm(
                "/api/v1/auth/token",
                Map.of("grant_type", "client_credentials"),
                "Authorization",
                "Basic "
                        + Base64.getEncoder()
                                .encodeToString((client.id + ":" + client.secret).getBytes(StandardCharsets.UTF_8)));

        assertThat(answer.status()).isEqualTo(200);
    }

    @Test
    void isRefusedWithAWrongSecretLikeAnUnknownOne() {
        Client client = create("user");

        Answer wrong = token(new Client(client.id, "wrong"), Map.of());
        Answer unknown = token(new Client(UUID.randomUUID().toString(), client.secret), Map.of());
        Answer nobody = gateway.postForm("/api/v1/auth/token", Map.of("grant_type", "client_credentials"));
        Answer garbled = gateway.postForm(
                "/api/v1/auth/token", Map.of("grant_type", "client_credentials"), "Authorization", "Basic %%%");

        for (Answer answer : new Answer[] {wrong, unknown, nobody, garbled}) {
            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.json().get("error").asString()).isEqualTo("invalid_client");
            assertThat(answer.json().get("error_description").asString()).isNotEmpty();
            assertThat(answer.header("WWW-Authenticate")).startsWith("Basic");
            assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        }
        Await.until(() -> TestPipeline.value("SELECT action FROM audit_log WHERE subject = 'oauth_client/" + client.id
                        + "' AND action = 'client_sign_in.failed'")
                != null);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ops", "user ops", "internal", "media", "anything"})
    void neverGetsMoreThanItsCreatorHas(String scopes) {
        Answer refused = gateway.postJson(CLIENTS, Map.of("name", "greedy", "scopes", scopes), user.bearer());

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.code()).isEqualTo("invalid_scope");
    }

    @Test
    void mayOnlyUploadWithTheScopeOfADevice() {
        Answer token = token(create("device"), Map.of());

        assertThat(token.json().get("scope").asString()).isEqualTo("device");
        assertThat(gateway.upload("a.wav", TestWav.ofSeconds(1), bearer(token)).status())
                .isEqualTo(202);
        assertThat(gateway.get("/api/v1/captures", bearer(token)).code()).isEqualTo("insufficient_scope");
        assertThat(gateway.postJson(CLIENTS, Map.of("name", "child"), bearer(token))
                        .status())
                .isEqualTo(403);
    }

    @Test
    void mayAskForLessAndNotForMore() {
        Client client = create("user device");

        assertThat(token(client, Map.of("scope", "device")).json().get("scope").asString())
                .isEqualTo("device");
        assertThat(token(client, Map.of("scope", "ops")).json().get("error").asString())
                .isEqualTo("invalid_scope");
    }

    @Test
    void losesWhatItsUserLoses() {
        TestUser ops = gateway.opsUser();
        Client client = create(ops, "user ops");
        TestPipeline.execute("UPDATE app_user SET scope = 'user' WHERE id = " + ops.id());

        assertThat(token(client, Map.of()).json().get("scope").asString()).isEqualTo("user");
    }

    @Test
    void endsWithAllItsTokens() throws Exception {
        Client client = create("user");
        Answer first = token(client, Map.of());
        Answer second = token(client, Map.of());

        assertThat(gateway.delete(CLIENTS + "/" + client.id, user.bearer()).status())
                .isEqualTo(204);

        assertThat(token(client, Map.of()).status()).isEqualTo(401);
        for (Answer token : new Answer[] {first, second}) {
            String session = SignedJWT.parse(token.json().get("access_token").asString())
                    .getJWTClaimsSet()
                    .getStringClaim("sid");
            assertThat(TestPipeline.value("SELECT reason FROM revocation WHERE subject = 'session/" + session + "'"))
                    .isEqualTo("client_deleted");
            Await.until(() -> gateway.get("/api/v1/captures", bearer(token)).status() == 401);
        }
        assertThat(gateway.delete(CLIENTS + "/" + client.id, user.bearer()).status())
                .isEqualTo(404);
    }

    @Test
    void endsOneTokenWithoutTheOthers() {
        Client client = create("user");
        Answer first = token(client, Map.of());
        Answer second = token(client, Map.of());

        gateway.postForm(
                "/api/v1/auth/revoke",
                Map.of("token", first.json().get("access_token").asString()));

        assertThat(gateway.get("/api/v1/captures", bearer(first)).status()).isEqualTo(401);
        assertThat(gateway.get("/api/v1/captures", bearer(second)).status()).isEqualTo(200);
        assertThat(token(client, Map.of()).status()).isEqualTo(200);
    }

    @Test
    void isOneOfTwentyAtMost() {
        for (int i = 0; i < 20; i++) {
            create("user");
        }

        assertThat(gateway.postJson(CLIENTS, Map.of("name", "one more"), user.bearer())
                        .code())
                .isEqualTo("too_many_clients");
        assertThat(gateway.get(CLIENTS, user.bearer()).json().get("clients")).hasSize(20);
    }

    private record Client(String id, String secret) {}

    private Client create(String scopes) {
        return create(user, scopes);
    }

    private Client create(TestUser creator, String scopes) {
        Answer created = gateway.postJson(CLIENTS, Map.of("name", "feeder cloud", "scopes", scopes), creator.bearer());
        assertThat(created.status()).isEqualTo(201);
        return new Client(
                created.json().get("client_id").asString(),
                created.json().get("client_secret").asString());
    }

    private Answer token(Client client, Map<String, String> more) {
        Map<String, String> form = new HashMap<>(more);
        form.put("grant_type", "client_credentials");
        form.put("client_id", client.id);
        form.put("client_secret", client.secret);
        return gateway.postForm("/api/v1/auth/token", form);
    }

    private static String[] bearer(Answer token) {
        return new String[] {
            "Authorization", "Bearer " + token.json().get("access_token").asString()
        };
    }
}
