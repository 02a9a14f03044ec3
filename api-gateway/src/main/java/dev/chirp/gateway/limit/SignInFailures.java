package dev.chirp.gateway.limit;

import dev.chirp.gateway.problem.Problem;
import dev.chirp.limits.Decision;
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

    /**
     * Why this name may not be tried from there now. Every attempt counts as a wrong one until {@link #forgive}, so that
     * asking many times at once is no way around.
     */
    public Optional<Problem> begin(String name, String address) {
        Decision decision = buckets.take(limit, subject(name, address), 1);
        return decision.allowed() ? Optional.empty() : Optional.of(refusals.of(decision, address, null));
    }

    /** The password was right, or could not be looked at. */
    public void forgive(String name, String address) {
        buckets.giveBack(limit, subject(name, address), 1);
    }

    private static String subject(String name, String address) {
        String lower = name.toLowerCase(Locale.ROOT);
        return address + " " + lower.substring(0, Math.min(lower.length(), MAX_NAME_CHARS));
    }
}
