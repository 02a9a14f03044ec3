package dev.chirp.embedded;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What highly available servers need of this machine.
 *
 * @param postgres the folder of PostgreSQL's server programs; of several versions the newest
 */
record HaPrograms(Path patroni, Path etcd, Path postgres) {
    private static final Path DEBIAN = Path.of("/usr/lib/postgresql");

    /** Says what to install when something is missing. */
    static HaPrograms find() {
        return new HaPrograms(
                onPath("patroni"),
                onPath("etcd"),
                serverPrograms().orElseThrow(() -> missing("the server programs of PostgreSQL")));
    }

    private static Path onPath(String program) {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> missing(program));
    }

    private static Optional<Path> serverPrograms() {
        if (!Files.isDirectory(DEBIAN)) {
            return Optional.empty();
        }
        try (Stream<Path> versions = Files.list(DEBIAN)) {
            return versions.sorted(Comparator.comparingInt(HaPrograms::version).reversed())
                    .map(version -> version.resolve("bin"))
                    .filter(folder -> List.of("postgres", "initdb", "pg_ctl", "pg_rewind", "pg_basebackup").stream()
                            .allMatch(program -> Files.isExecutable(folder.resolve(program))))
                    .findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static int version(Path folder) {
        String name = folder.getFileName().toString();
        return name.chars().allMatch(Character::isDigit) ? Integer.parseInt(name) : 0;
    }

    private static ServerStartException missing(String what) {
        return new ServerStartException(
                "Highly available servers need %s. On Debian: apt-get install patroni etcd-server python3-etcd postgresql"
                        .formatted(what));
    }
}
