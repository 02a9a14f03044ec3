package dev.chirp.gateway.auth;

import dev.chirp.gateway.problem.Problem.FieldError;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a person sends to get an account. */
record SignUp(
        @Nullable String username,
        @Nullable String email,
        @Nullable String password) {
    static final int MIN_PASSWORD_CHARS = 10;
    /** Longer ones only cost time. */
    static final int MAX_PASSWORD_CHARS = 256;

    private static final Pattern USERNAME = Pattern.compile("[\\p{L}\\p{N}._+@-]{1,64}");
    private static final Pattern EMAIL = Pattern.compile("[^@\\s\\p{Cntrl}]{1,64}@[^@\\s\\p{Cntrl}]{1,189}");

    List<FieldError> errors() {
        List<FieldError> errors = new ArrayList<>();
        if (username == null || !USERNAME.matcher(username).matches()) {
            errors.add(new FieldError("username", "expected 1 to 64 letters, digits or any of . _ + @ -"));
        }
        if (email == null || !EMAIL.matcher(email).matches()) {
            errors.add(new FieldError("email", "expected an e-mail address"));
        }
        if (password == null || password.length() < MIN_PASSWORD_CHARS || password.length() > MAX_PASSWORD_CHARS) {
            errors.add(new FieldError(
                    "password", "expected " + MIN_PASSWORD_CHARS + " to " + MAX_PASSWORD_CHARS + " characters"));
        }
        return errors;
    }

    @Override
    public String toString() {
        return "SignUp[]";
    }
}
