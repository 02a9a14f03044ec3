package dev.chirp.gateway.auth;

import dev.chirp.security.TokenVerifier;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** Tickets for WebSockets: what a browser puts in the address instead of its access token. */
@RestController
final class SocketTicketController {
    private final TokenVerifier tokens;
    private final SocketTickets tickets;

    SocketTicketController(TokenVerifier tokens, SocketTickets tickets) {
        this.tokens = tokens;
        this.tickets = tickets;
    }

    record Ticket(String ticket, long expiresIn) {}

    @PostMapping("/api/v1/auth/ws-ticket")
    Mono<ResponseEntity<Ticket>> ticket(@RequestHeader(HttpHeaders.AUTHORIZATION) String authorization) {
        return tokens.verifyAsync(
                        authorization.substring(authorization.indexOf(' ') + 1).strip())
                .onErrorMap(TokenVerifier.InvalidToken.class, e -> new BadCredentialsException("invalid token", e))
                .flatMap(tickets::issue)
                .map(ticket -> ResponseEntity.ok()
                        .cacheControl(CacheControl.noStore())
                        .body(new Ticket(ticket, SocketTickets.LIFETIME.toSeconds())));
    }
}
