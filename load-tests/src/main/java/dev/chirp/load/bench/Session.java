package dev.chirp.load.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a benchmark gets.
 *
 * @param folder empty; its platform's data and logs go here
 * @param full the long profile instead of the short one
 * @param out for progress
 */
record Session(Path folder, boolean full, PrintWriter out) {
    /** An empty folder for one of several platforms. */
    Path folder(String name) throws IOException {
        return Files.createDirectories(folder.resolve(name));
    }

    void say(String format, Object... arguments) {
        out.printf(format + "%n", arguments);
        out.flush();
    }
}
