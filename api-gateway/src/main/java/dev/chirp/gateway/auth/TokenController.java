package dev.chirp.gateway.auth;

import dev.chirp.gateway.problem.Problem;
import dev.chirp.gateway.problem.ProblemException;
import dev.chirp.gateway.problem.ProblemType;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Sign-in: the token endpoint of OAuth 2.0 with the grants {@code password} and {@code refresh_token}. */
@RestController
final class TokenController {
    private final Accounts accounts;
    private final RefreshTokens refreshTokens;
    private final TokenSigner signer;
    private final SecuritySettings settings;

    TokenController(Accounts accounts, RefreshTokens refreshTokens, TokenSigner signer, SecuritySettings settings) {
        this.accounts = accounts;
        this.refreshTokens = refreshTokens;
        this.signer = signer;
        this.settings = settings;
    }

    record TokenAnswer(String accessToken, String tokenType, long expiresIn, String refreshToken, String scope) {}

    record RefreshRequest(@Nullable String refreshToken) {}

    @PostMapping(path = "/api/v1/auth/token", consumes = MediaType.APPLICATION_FORM_URLENCODED_VALUE)
    Mono<TokenAnswer> token(ServerWebExchange exchange) {
        return exchange.getFormData().flatMap(form -> switch (required(form, "grant_type")) {
            case "password" -> signIn(form);
            case "refresh_token" -> refresh(required(form, "refresh_token"));
            default ->
                Mono.error(oauth(
                        ProblemType.UNSUPPORTED_GRANT_TYPE,
                        "unsupported_grant_type",
                        "grant_type: expected password or refresh_token"));
        });
    }

    @PostMapping(path = "/api/v1/auth/refresh", consumes = MediaType.APPLICATION_JSON_VALUE)
    Mono<TokenAnswer> refresh(@RequestBody RefreshRequest request) {
        String token = request.refreshToken();
        return token == null ? Mono.error(missing("refresh_token")) : refresh(token);
    }

    @PostMapping(path = "/api/v1/auth/refresh", consumes = MediaType.APPLICATION_FORM_URLENCODED_VALUE)
    Mono<TokenAnswer> refresh(ServerWebExchange exchange) {
        return exchange.getFormData().flatMap(form -> refresh(required(form, "refresh_token")));
    }

    private Mono<TokenAnswer> signIn(MultiValueMap<String, String> form) {
        String password = required(form, "password");
        String wanted = form.getFirst("scope");
        return accounts.authenticated(required(form, "username"), password)
                .switchIfEmpty(Mono.error(() ->
                        oauth(ProblemType.INVALID_GRANT, "invalid_grant", "The username or the password is wrong.")))
                .flatMap(account -> refreshTokens.begin(account.requiredId(), granted(account.scope(), wanted)))
                .map(this::answer);
    }

    private Mono<TokenAnswer> refresh(String token) {
        return refreshTokens
                .rotate(token)
                .switchIfEmpty(Mono.error(() -> oauth(
                        ProblemType.INVALID_GRANT,
                        "invalid_grant",
                        "The refresh token is not valid any more; please sign in again.")))
                .map(this::answer);
    }

    private TokenAnswer answer(RefreshTokens.Session session) {
        return new TokenAnswer(
                signer.sign(session.userId(), session.family(), session.scope()),
                "bearer",
                settings.accessTokenLifetime().toSeconds(),
                session.refreshToken(),
                session.scope());
    }

    /** All of the account's scopes, or the wanted part of them. */
    private static String granted(String held, @Nullable String wanted) {
        if (wanted == null || wanted.isBlank()) {
            return held;
        }
        List<String> asked =
                Arrays.stream(wanted.strip().split(" +")).distinct().toList();
        if (!List.of(held.split(" ")).containsAll(asked)) {
            throw oauth(ProblemType.INVALID_SCOPE, "invalid_scope", "scope: expected some of: " + held);
        }
        return String.join(" ", asked);
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
