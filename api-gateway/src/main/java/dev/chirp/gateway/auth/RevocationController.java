package dev.chirp.gateway.auth;

import dev.chirp.gateway.problem.Problem;
import dev.chirp.gateway.problem.ProblemType;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * Ends a session by any of its tokens (RFC 7009). The token itself is the proof: clients without a secret have no other.
 * A token that is unknown or has expired is answered like a good one.
 */
@RestController
final class RevocationController {
    private final Sessions sessions;

    RevocationController(Sessions sessions) {
        this.sessions = sessions;
    }

    @PostMapping(path = "/api/v1/auth/revoke", consumes = MediaType.APPLICATION_FORM_URLENCODED_VALUE)
    Mono<ResponseEntity<Void>> revoke(ServerWebExchange exchange) {
        return exchange.getFormData().flatMap(form -> {
            String token = form.getFirst("token");
            if (token == null || token.isEmpty()) {
                return Mono.error(Problem.of(ProblemType.INVALID_REQUEST, "token: expected a value")
                        .asOAuth("invalid_request")
                        .toException());
            }
            return sessions.end(token)
                    .thenReturn(ResponseEntity.ok()
                            .cacheControl(CacheControl.noStore())
                            .build());
        });
    }
}
