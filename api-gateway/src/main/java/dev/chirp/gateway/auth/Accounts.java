package dev.chirp.gateway.auth;

import dev.chirp.gateway.problem.Problem;
import dev.chirp.gateway.problem.ProblemType;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Opens accounts and checks passwords. */
@Component
final class Accounts {
    private final AccountRepository repository;
    private final Passwords passwords;

    Accounts(AccountRepository repository, Passwords passwords) {
        this.repository = repository;
        this.passwords = passwords;
    }

    /** Saves a new account; the sign-up has been checked. */
    Mono<Account> open(SignUp signUp, String scope) {
        String username = Objects.requireNonNull(signUp.username());
        String email = Objects.requireNonNull(signUp.email());
        return passwords
                .hash(Objects.requireNonNull(signUp.password()))
                .flatMap(hash -> repository.save(new Account(null, username, email, hash, scope)))
                .onErrorMap(
                        DataIntegrityViolationException.class,
                        taken -> alreadyExists(taken).toException());
    }

    Mono<Account> named(String username) {
        return repository.findByUsername(username);
    }

    /**
     * The account whose password this is; empty after the same time for an unknown name and a wrong password.
     *
     * @param refused told of a wrong password, with the account if the name is known
     */
    Mono<Account> authenticated(String username, String password, Consumer<@Nullable Account> refused) {
        return repository
                .findByUsername(username)
                .map(Optional::of)
                .defaultIfEmpty(Optional.empty())
                .flatMap(found -> passwords
                        .matches(password, found.map(Account::passwordHash).orElse(null))
                        .flatMap(matches -> {
                            if (!matches) {
                                refused.accept(found.orElse(null));
                            }
                            return matches ? Mono.justOrEmpty(found) : Mono.empty();
                        }));
    }

    private static Problem alreadyExists(DataIntegrityViolationException taken) {
        boolean email = String.valueOf(taken.getMessage()).contains("app_user__email");
        return Problem.of(
                ProblemType.ALREADY_EXISTS,
                email ? "There is already an account with this e-mail address." : "This username is taken.");
    }
}
