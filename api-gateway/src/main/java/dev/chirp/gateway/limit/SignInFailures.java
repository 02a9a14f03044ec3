package dev.chirp.gateway.limit;

import dev.chirp.gateway.problem.Problem;
import dev.chirp.limits.Limit;
import dev.chirp.limits.LocalBuckets;
import java.util.Locale;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * Wrong passwords for one name from one address. Nobody else can lock an account with them, because its owner comes from
 * another address; guessing from many addresses is held back by the limit of each. Remembered by this instance.
 */
@Component
public final class SignInFailures {
    private static final int MOST_REMEMBERED = 100_000;
    /** No account has a longer name. */
    private static final int MAX_NAME_CHARS = 64;

    private final LocalBuckets buckets = new LocalBuckets(MOST_REMEMBERED);
    private final Refusals refusals;
    private final Limit limit;

    SignInFailures(Refusals refusals, LimitSettings settings) {
        this.refusals = refusals;
        this.limit = settings.signInFailures();
    }

    /** Why this name may not be tried from there now; asked before the password is looked at. */
    public Optional<Problem> refusal(String name, String address) {
        String subject = subject(name, address);
        return buckets.isSpent(limit, subject)
                ? Optional.of(refusals.of(buckets.take(limit, subject, 1), address, null))
                : Optional.empty();
    }

    public void note(String name, String address) {
        var _ = buckets.take(limit, subject(name, address), 1);
    }

    private static String subject(String name, String address) {
        String lower = name.toLowerCase(Locale.ROOT);
        return address + " " + lower.substring(0, Math.min(lower.length(), MAX_NAME_CHARS));
    }
}
