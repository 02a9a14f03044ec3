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

/** The options that say which platform to talk to. */
public final class Platform {
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

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            defaultValue = "./data",
            description = "Where 'chirp up' left the demo account (default: ${DEFAULT-VALUE}).")
    private Path data = Path.of("data");

    Path data() {
        return data;
    }

    URI url() {
        return url != null
                ? url
                : URI.create(DemoAccount.read(data).map(DemoAccount::url).orElse(DEFAULT_URL));
    }

    /** What its certificate has to be signed by, when it has one. */
    SSLContext trust() {
        Path chosen = authorities != null ? authorities : ofThisMachine().orElse(null);
        try {
            return Authorities.trusting(chosen);
        } catch (IOException | GeneralSecurityException e) {
            throw new CommandFailure("Cannot use the authorities in %s: %s".formatted(chosen, e.getMessage()), e);
        }
    }

    private Optional<Path> ofThisMachine() {
        URI base = url();
        return Optional.of(FrontTls.authorityIn(data))
                .filter(known -> "https".equals(base.getScheme())
                        && LOCAL.contains(String.valueOf(base.getHost()))
                        && Files.exists(known));
    }
}
