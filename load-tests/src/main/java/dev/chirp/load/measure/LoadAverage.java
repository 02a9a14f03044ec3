package dev.chirp.load.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How many threads of the whole machine wanted a processor in the last minute, on average: what others did shows in it. */
public final class LoadAverage {
    private LoadAverage() {}

    public static double now() throws IOException {
        String averages = Files.readString(Path.of("/proc/loadavg"));
        return Double.parseDouble(averages.substring(0, averages.indexOf(' ')));
    }
}
