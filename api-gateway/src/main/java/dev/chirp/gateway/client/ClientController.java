package dev.chirp.gateway.client;

import dev.chirp.gateway.auth.Scopes;
import dev.chirp.gateway.idempotency.Answer;
import dev.chirp.gateway.idempotency.Idempotency;
import dev.chirp.gateway.problem.Problem;
import dev.chirp.gateway.problem.ProblemException;
import dev.chirp.gateway.problem.ProblemType;
import dev.chirp.gateway.request.Caller;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** A user's clients. */
@RestController
@RequestMapping("/api/v1/oauth/clients")
final class ClientController {
    private static final int MAX_NAME_CHARS = 100;
    private final Clients clients;
    private final Idempotency idempotency;

    ClientController(Clients clients, Idempotency idempotency) {
        this.clients = clients;
        this.idempotency = idempotency;
    }

    /** @param scopes separated by blanks; null: all that the creator's token has */
    record NewClient(@Nullable String name, @Nullable String scopes) {}

    record ClientList(List<Clients.Client> clients) {}

    @PostMapping
    Mono<ResponseEntity<byte[]>> create(
            @AuthenticationPrincipal Caller caller, @RequestBody NewClient wanted, ServerWebExchange exchange) {
        String name = wanted.name();
        if (name == null || name.isBlank() || name.length() > MAX_NAME_CHARS) {
            return Mono.error(Problem.ofField("name", "expected 1 to " + MAX_NAME_CHARS + " characters")
                    .toException());
        }
        String scope = Scopes.granted(String.join(" ", caller.scopes()), wanted.scopes());
        return idempotency.once(
                exchange,
                caller,
                wanted,
                clients.create(caller.userId(), name, scope)
                        .switchIfEmpty(Mono.error(ClientController::tooMany))
                        .map(created -> Answer.created(created, "/api/v1/oauth/clients/" + created.clientId())));
    }

    @GetMapping
    Mono<ClientList> list(@AuthenticationPrincipal Caller caller) {
        return clients.of(caller.userId()).collectList().map(ClientList::new);
    }

    @DeleteMapping("/{client_id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    Mono<Void> delete(@AuthenticationPrincipal Caller caller, @PathVariable("client_id") UUID clientId) {
        return clients.delete(clientId, caller.userId())
                .filter(Boolean.TRUE::equals)
                .switchIfEmpty(Mono.error(() -> Problem.notFound("client").toException()))
                .then();
    }

    private static ProblemException tooMany() {
        return Problem.of(
                        ProblemType.TOO_MANY_CLIENTS,
                        "There are " + Clients.MOST_OF_A_USER + " clients already; delete one first.")
                .toException();
    }
}
