package dev.chirp.cli.client;

import dev.chirp.cli.CommandFailure;
import dev.chirp.cli.live.Tokens;
import java.io.IOException;

/** The tokens of an account: a new one is had by signing in again. */
final class AccountTokens implements Tokens {
    private final Account account;
    private volatile String current;

    AccountTokens(Account account, Api signedIn) {
        this.account = account;
        this.current = signedIn.token();
    }

    @Override
    public String current() {
        return current;
    }

    @Override
    public String renewed() throws IOException, Refused {
        if (!account.canSignInAgain()) {
            throw new Refused("The server refuses this token; it may have expired. Give another --token.");
        }
        try {
            current = account.signIn().token();
            return current;
        } catch (CommandFailure e) {
            if (e.getCause() instanceof IOException) {
                throw new IOException(e.getMessage(), e);
            }
            throw new Refused(String.valueOf(e.getMessage()));
        }
    }
}
