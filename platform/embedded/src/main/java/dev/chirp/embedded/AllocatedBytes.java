package dev.chirp.embedded;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.util.Map;
import java.util.TreeMap;

/** What threads of this JVM have allocated on the heap so far, by their names without numbers; for tests. */
public final class AllocatedBytes {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private AllocatedBytes() {}

    public static Map<String, Long> soFar() {
        Map<String, Long> bytes = new TreeMap<>();
        for (long id : THREADS.getAllThreadIds()) {
            ThreadInfo thread = THREADS.getThreadInfo(id);
            if (thread != null) {
                bytes.merge(
                        thread.getThreadName().replaceAll("[-0-9]+", "-"),
                        Math.max(0, THREADS.getThreadAllocatedBytes(id)),
                        Long::sum);
            }
        }
        return bytes;
    }

    /** For each byte of sound, since then. */
    public static Map<String, Double> perByte(Map<String, Long> before, long audioBytes) {
        Map<String, Double> bytes = new TreeMap<>();
        soFar().forEach((name, now) -> {
            double grown = (double) (now - before.getOrDefault(name, 0L)) / audioBytes;
            if (grown > 0.001) {
                bytes.put(name, grown);
            }
        });
        return bytes;
    }
}
