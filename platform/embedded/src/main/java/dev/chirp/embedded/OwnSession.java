package dev.chirp.embedded;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Starts child processes out of reach of the terminal's Ctrl-C, which would stop them before their clients. */
public final class OwnSession {
    private static final List<String> PREFIX = findSetsid();

    private OwnSession() {}

    /** What to put before a command; empty where there is no {@code setsid}. The process id stays the child's. */
    public static List<String> prefix() {
        return PREFIX;
    }

    private static List<String> findSetsid() {
        String path = System.getenv().getOrDefault("PATH", "");
        return Arrays.stream(path.split(File.pathSeparator))
                .map(folder -> Path.of(folder, "setsid"))
                .filter(Files::isExecutable)
                .findFirst()
                .map(setsid -> List.of(setsid.toString()))
                .orElse(List.of());
    }
}
