package dev.chirp.cli.demo;

import dev.chirp.embedded.EnvFile;
import dev.chirp.embedded.Secrets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Who to be without being asked; kept in {@code demo.env}, mode 0600.
 *
 * @param url where the platform was last up
 */
public record DemoAccount(String user, String password, String url) {
    private static final String FILE = "demo.env";
    private static final String USER = "CHIRP_USER";
    private static final String PASSWORD = "CHIRP_PASSWORD";
    private static final String URL = "CHIRP_URL";

    /** The account of this data folder, made up on the first call. */
    public static DemoAccount prepare(Path data, String url) {
        Path file = data.resolve(FILE);
        Map<String, String> values = EnvFile.read(file);
        values.putIfAbsent(USER, "demo");
        values.putIfAbsent(PASSWORD, Secrets.generate());
        values.put(URL, url);
        EnvFile.write(file, values);
        return of(values);
    }

    /** Empty when the platform was never up in this folder. */
    public static Optional<DemoAccount> read(Path data) {
        Map<String, String> values = EnvFile.read(data.resolve(FILE));
        return values.keySet().containsAll(List.of(USER, PASSWORD, URL)) ? Optional.of(of(values)) : Optional.empty();
    }

    private static DemoAccount of(Map<String, String> values) {
        return new DemoAccount(
                Objects.requireNonNull(values.get(USER)),
                Objects.requireNonNull(values.get(PASSWORD)),
                Objects.requireNonNull(values.get(URL)));
    }
}
