package dev.chirp.cli.client;

import dev.chirp.cli.CommandFailure;
import dev.chirp.cli.demo.DemoAccount;
import dev.chirp.cli.front.FrontTls;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say which platform to talk to, and as whom. */
public final class Account {
    private static final String DEFAULT_URL = "http://localhost:8000";
    private static final Set<String> LOCAL = Set.of("localhost", "127.0.0.1", "[::1]");

    @Option(
            names = "--url",
            paramLabel = "URL",
            description =
                    "The platform (default: where it was last up with this data folder, else " + DEFAULT_URL + ").")
    private @Nullable URI url;

    @Option(
            names = "--ca",
            paramLabel = "PEM",
            description = "Authorities to trust with https, instead of those of this JDK (default, for localhost: that"
                    + " of the data folder).")
    private @Nullable Path authorities;

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

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            defaultValue = "./data",
            description = "Where 'chirp up' left the demo account (default: ${DEFAULT-VALUE}).")
    private Path data = Path.of("data");

    /** Whether there is a password to sign in with again when a token ends. */
    boolean canSignInAgain() {
        return token == null;
    }

    /** Signs in unless a token was given. */
    public Api signIn() {
        Optional<DemoAccount> demo = DemoAccount.read(data);
        URI base = url != null ? url : URI.create(demo.map(DemoAccount::url).orElse(DEFAULT_URL));
        if (token != null) {
            return Api.withToken(trust(base), base, token);
        }
        if (user != null && password != null) {
            return Api.signIn(trust(base), base, user, password);
        }
        if (user != null || password != null) {
            throw new CommandFailure("Give both --user and --password.");
        }
        DemoAccount account = demo.orElseThrow(() -> new CommandFailure(
                "No account: there is no %s; start the platform with './chirp up', or give --user and --password."
                        .formatted(data.resolve("demo.env"))));
        return Api.signIn(trust(base), base, account.user(), account.password());
    }

    private SSLContext trust(URI base) {
        Path chosen = authorities != null ? authorities : ofThisMachine(base);
        try {
            return Authorities.trusting(chosen);
        } catch (IOException | GeneralSecurityException e) {
            throw new CommandFailure("Cannot use the authorities in %s: %s".formatted(chosen, e.getMessage()), e);
        }
    }

    private @Nullable Path ofThisMachine(URI base) {
        Path known = FrontTls.authorityIn(data);
        return "https".equals(base.getScheme()) && LOCAL.contains(String.valueOf(base.getHost())) && Files.exists(known)
                ? known
                : null;
    }
}
