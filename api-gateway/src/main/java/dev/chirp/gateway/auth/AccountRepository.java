package dev.chirp.gateway.auth;

import org.springframework.data.r2dbc.repository.Query;
import org.springframework.data.repository.Repository;
import reactor.core.publisher.Mono;

/** Accounts; names are compared without regard to case. */
interface AccountRepository extends Repository<Account, Long> {
    Mono<Account> save(Account account);

    @Query("SELECT id, username, email, password_hash, scope FROM app_user WHERE lower(username) = lower(:username)")
    Mono<Account> findByUsername(String username);
}
