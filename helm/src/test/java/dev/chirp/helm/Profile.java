package dev.chirp.helm;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** A way to install the platform, as {@code helm/README.md} says it. */
enum Profile {
    DEV("dev.yaml"),
    HA("ha.yaml"),
    HA_MTLS("ha.yaml", "ha-mtls.yaml");

    private final List<String> files;

    Profile(String... files) {
        this.files = List.of(files);
    }

    /** Its values, later ones over earlier ones. */
    List<Path> files() {
        return files.stream().map(Path.of("profiles")::resolve).toList();
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
