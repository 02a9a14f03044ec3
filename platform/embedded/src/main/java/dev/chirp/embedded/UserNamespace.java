package dev.chirp.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** PostgreSQL refuses to run as root; in a user namespace of its own root is somebody else. */
final class UserNamespace {
    private UserNamespace() {}

    /** What to put before a command that starts PostgreSQL; empty for everybody but root. */
    static List<String> prefix() {
        try {
            boolean root = Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
            return root ? List.of("unshare", "-U") : List.of();
        } catch (IOException | UnsupportedOperationException e) {
            return List.of();
        }
    }
}
