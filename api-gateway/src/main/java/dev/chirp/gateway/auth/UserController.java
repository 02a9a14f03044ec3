package dev.chirp.gateway.auth;

import dev.chirp.gateway.problem.Problem;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** Sign-up. */
@RestController
final class UserController {
    private static final String SCOPE = "user";
    private final Accounts accounts;

    UserController(Accounts accounts) {
        this.accounts = accounts;
    }

    record NewUser(long id, String username) {}

    @PostMapping("/api/v1/users")
    @ResponseStatus(HttpStatus.CREATED)
    Mono<NewUser> signUp(@RequestBody SignUp signUp) {
        var errors = signUp.errors();
        if (!errors.isEmpty()) {
            return Mono.error(Problem.ofFields(errors).toException());
        }
        return accounts.open(signUp, SCOPE).map(account -> new NewUser(account.requiredId(), account.username()));
    }
}
