package dev.chirp.cli.client;

import dev.chirp.cli.CommandFailure;
import dev.chirp.cli.demo.DemoAccount;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that say which platform to talk to, and as whom. */
public final class Account {
    @Mixin
    private Platform platform;

    @Option(names = "--token", paramLabel = "JWT", description = "An access token, instead of user and password.")
    private @Nullable String token;

    @Option(names = "--user", paramLabel = "NAME", description = "The user to sign in as (default: the demo account).")
    private @Nullable String user;

    @Option(
            names = "--password",
            paramLabel = "WORD",
            description = "Without a value it is asked for.",
            interactive = true,
            arity = "0..1")
    private @Nullable String password;

    /** Whether there is a password to sign in with again when a token ends. */
    boolean canSignInAgain() {
        return token == null;
    }

    /** Signs in unless a token was given. */
    public Api signIn() {
        URI url = platform.url();
        if (token != null) {
            return Api.withToken(platform.trust(), url, token);
        }
        if (user != null && password != null) {
            return Api.signIn(platform.trust(), url, user, password);
        }
        if (user != null || password != null) {
            throw new CommandFailure("Give both --user and --password.");
        }
        DemoAccount account = DemoAccount.read(platform.data())
                .orElseThrow(() -> new CommandFailure(
                        "No account: there is no %s; start the platform with './chirp up', or give --user and --password."
                                .formatted(platform.data().resolve("demo.env"))));
        return Api.signIn(platform.trust(), url, account.user(), account.password());
    }
}
