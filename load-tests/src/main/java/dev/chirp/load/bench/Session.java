package dev.chirp.load.bench;

import java.io.PrintWriter;
import java.nio.file.Path;

/**
 * What a benchmark gets.
 *
 * @param folder empty; its platform's data and logs go here
 * @param full the long profile instead of the short one
 * @param out for progress
 */
record Session(Path folder, boolean full, PrintWriter out) {
    void say(String format, Object... arguments) {
        out.printf(format + "%n", arguments);
        out.flush();
    }
}
