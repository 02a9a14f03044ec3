package dev.chirp.gateway.auth;

import dev.chirp.gateway.audit.AuditLog;
import dev.chirp.gateway.limit.SignInFailures;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Checks who signs in; what fails is limited by name and address, and audited. */
@Component
final class SignIn {
    private static final Pattern CLIENT_ID = Pattern.compile("[0-9a-f-]{36}");
    private final Accounts accounts;
    private final SignInFailures failures;
    private final AuditLog audit;

    SignIn(Accounts accounts, SignInFailures failures, AuditLog audit) {
        this.accounts = accounts;
        this.failures = failures;
        this.audit = audit;
    }

    /** The account whose password this is; empty after the same time for an unknown name and a wrong password. */
    Mono<Account> account(String username, String password, String address) {
        return Mono.defer(() -> failures.begin(username, address)
                .<Mono<Account>>map(problem ->
                        Mono.error(problem.asOAuth("temporarily_unavailable").toException()))
                .orElseGet(() -> accounts.authenticated(username, password, known -> passwordRefused(known, address))
                        .doOnNext(account -> failures.forgive(username, address))
                        .doOnError(failure -> failures.forgive(username, address))));
    }

    private void passwordRefused(@Nullable Account known, String address) {
        audit.note(
                known == null ? null : known.id(),
                "sign_in.failed",
                known == null ? "address/" + address : "user/" + known.requiredId(),
                Map.of("address", address));
    }

    /** @param clientId as the client wrote it */
    void clientRefused(@Nullable String clientId, String address) {
        String named = clientId != null && CLIENT_ID.matcher(clientId).matches() ? clientId : "unknown";
        audit.note(null, "client_sign_in.failed", "oauth_client/" + named, Map.of("address", address));
    }

    void tokenRefused(String address) {
        audit.note(null, "token.refused", "address/" + address, Map.of());
    }
}
