package dev.chirp.gateway.auth;

import org.jspecify.annotations.Nullable;
import org.springframework.data.annotation.Id;
import org.springframework.data.relational.core.mapping.Table;

/** A row of {@code app_user}; {@code id} is null before the first save. */
@Table("app_user")
record Account(@Id @Nullable Long id, String username, String email, String passwordHash, String scope) {

    long requiredId() {
        if (id == null) {
            throw new IllegalStateException("the account is not saved");
        }
        return id;
    }

    @Override
    public String toString() {
        return "Account[" + id + "]";
    }
}
