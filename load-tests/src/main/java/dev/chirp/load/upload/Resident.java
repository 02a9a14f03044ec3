package dev.chirp.load.upload;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Resident memory of a process, in MB, from {@code /proc}. */
public record Resident(long pid) {
    public double now() throws IOException {
        return field("VmRSS:");
    }

    /** The most since {@link #forgetPeak}. */
    public double peak() throws IOException {
        return field("VmHWM:");
    }

    public void forgetPeak() throws IOException {
        Files.writeString(Path.of("/proc/" + pid + "/clear_refs"), "5");
    }

    private double field(String name) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                        .filter(line -> line.startsWith(name))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                        .findFirst()
                        .orElseThrow(() -> new IOException("no " + name + " of process " + pid))
                / 1_024.0;
    }
}
