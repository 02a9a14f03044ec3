package dev.chirp.load.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** A JVM on this machine, as {@code jcmd} sees it. */
public record JavaProcess(long pid) {
    /** Of each generation, or of the one heap of a collector without. */
    private static final Pattern HEAP_USED = Pattern.compile(" (?:total|committed) [0-9]+K, used ([0-9]+)K");

    /** What {@code jcmd} answers. */
    public String jcmd(String... command) throws IOException, InterruptedException {
        List<String> full = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(), Long.toString(pid)));
        full.addAll(List.of(command));
        Process jcmd = new ProcessBuilder(full).redirectErrorStream(true).start();
        String output = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        jcmd.waitFor();
        return output;
    }

    /** Live heap in KB, after a full collection. */
    public long liveHeapKb() throws IOException, InterruptedException {
        jcmd("GC.run");
        String heap = jcmd("GC.heap_info");
        long used = HEAP_USED
                .matcher(heap)
                .results()
                .mapToLong(generation -> Long.parseLong(generation.group(1)))
                .sum();
        if (used == 0) {
            throw new IOException("no " + HEAP_USED + " in: " + heap);
        }
        return used;
    }
}
