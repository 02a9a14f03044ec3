package dev.chirp.gateway.auth;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.chirp.gateway.problem.Problem;
import dev.chirp.gateway.problem.ProblemException;
import dev.chirp.gateway.problem.ProblemType;
import dev.chirp.gateway.request.ClientAddress;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** The token endpoint of OAuth 2.0: grants {@code password}, {@code refresh_token} and {@code client_credentials}. */
@RestController
final class TokenController {
    private final SignIn signIn;
    private final RefreshTokens refreshTokens;
    private final ClientSessions clients;
    private final TokenSigner signer;
    private final SecuritySettings settings;

    TokenController(
            SignIn signIn,
            RefreshTokens refreshTokens,
            ClientSessions clients,
            TokenSigner signer,
            SecuritySettings settings) {
        this.signIn = signIn;
        this.refreshTokens = refreshTokens;
        this.clients = clients;
        this.signer = signer;
        this.settings = settings;
    }

    /** @param refreshToken absent for a client, which signs in again with its secret */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record TokenAnswer(
            String accessToken,
            String tokenType,
            long expiresIn,
            @Nullable String refreshToken,
            String scope) {
        @Override
        public String toString() {
            return "TokenAnswer[" + scope + "]";
        }
    }

    record RefreshRequest(@Nullable String refreshToken) {
        @Override
        public String toString() {
            return "RefreshRequest[]";
        }
    }

    @PostMapping(path = "/api/v1/auth/token", consumes = MediaType.APPLICATION_FORM_URLENCODED_VALUE)
    Mono<ResponseEntity<TokenAnswer>> token(ServerWebExchange exchange) {
        return exchange.getFormData().flatMap(form -> switch (required(form, "grant_type")) {
            case "password" -> password(form, exchange);
            case "refresh_token" -> refresh(required(form, "refresh_token"));
            case "client_credentials" -> client(form, exchange);
            default ->
                Mono.error(oauth(
                        ProblemType.UNSUPPORTED_GRANT_TYPE,
                        "unsupported_grant_type",
                        "grant_type: expected password, refresh_token or client_credentials"));
        });
    }

    @PostMapping(path = "/api/v1/auth/refresh", consumes = MediaType.APPLICATION_JSON_VALUE)
    Mono<ResponseEntity<TokenAnswer>> refresh(@RequestBody RefreshRequest request) {
        String token = request.refreshToken();
        return token == null ? Mono.error(missing("refresh_token")) : refresh(token);
    }

    @PostMapping(path = "/api/v1/auth/refresh", consumes = MediaType.APPLICATION_FORM_URLENCODED_VALUE)
    Mono<ResponseEntity<TokenAnswer>> refresh(ServerWebExchange exchange) {
        return exchange.getFormData().flatMap(form -> refresh(required(form, "refresh_token")));
    }

    private Mono<ResponseEntity<TokenAnswer>> password(MultiValueMap<String, String> form, ServerWebExchange exchange) {
        String wanted = form.getFirst("scope");
        return signIn.account(required(form, "username"), required(form, "password"), ClientAddress.of(exchange))
                .switchIfEmpty(Mono.error(() ->
                        oauth(ProblemType.INVALID_GRANT, "invalid_grant", "The username or the password is wrong.")))
                .flatMap(account -> refreshTokens.begin(account.requiredId(), Scopes.granted(account.scope(), wanted)))
                .map(this::answer);
    }

    private Mono<ResponseEntity<TokenAnswer>> client(MultiValueMap<String, String> form, ServerWebExchange exchange) {
        return Mono.justOrEmpty(ClientCredentials.of(exchange.getRequest().getHeaders(), form))
                .flatMap(clients::begin)
                .switchIfEmpty(Mono.error(() -> {
                    signIn.clientRefused(form.getFirst("client_id"), ClientAddress.of(exchange));
                    return Problem.of(ProblemType.INVALID_CLIENT, "The client or its secret is wrong.")
                            .asOAuth("invalid_client")
                            .withHeader(HttpHeaders.WWW_AUTHENTICATE, "Basic realm=\"chirp\"")
                            .toException();
                }))
                .map(begun -> {
                    String scope = Scopes.granted(
                            Scopes.stillHeld(begun.clientScope(), begun.userScope()), form.getFirst("scope"));
                    return answer(begun.userId(), begun.session(), scope, null);
                });
    }

    private Mono<ResponseEntity<TokenAnswer>> refresh(String token) {
        return refreshTokens
                .rotate(token)
                .switchIfEmpty(Mono.error(() -> oauth(
                        ProblemType.INVALID_GRANT,
                        "invalid_grant",
                        "The refresh token is not valid any more; please sign in again.")))
                .map(this::answer);
    }

    private ResponseEntity<TokenAnswer> answer(RefreshTokens.Session session) {
        return answer(session.userId(), session.family(), session.scope(), session.refreshToken());
    }

    private ResponseEntity<TokenAnswer> answer(long userId, UUID session, String scope, @Nullable String refreshToken) {
        return ResponseEntity.ok()
                .cacheControl(CacheControl.noStore())
                .body(new TokenAnswer(
                        signer.sign(userId, session, scope),
                        "bearer",
                        settings.accessTokenLifetime().toSeconds(),
                        refreshToken,
                        scope));
    }

    private static String required(MultiValueMap<String, String> form, String field) {
        String value = form.getFirst(field);
        if (value == null || value.isEmpty()) {
            throw missing(field);
        }
        return value;
    }

    private static ProblemException missing(String field) {
        return oauth(ProblemType.INVALID_REQUEST, "invalid_request", field + ": expected a value");
    }

    private static ProblemException oauth(ProblemType type, String error, String detail) {
        return Problem.of(type, detail).asOAuth(error).toException();
    }
}
