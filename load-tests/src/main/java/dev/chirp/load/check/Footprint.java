package dev.chirp.load.check;

import dev.chirp.load.process.SeparatePlatform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the services hold: connections to the database by role, threads and resident memory by process. The bounds are
 * wide enough for a pool that has grown to its maximum and for JIT compiler threads, and too narrow for a leak of one
 * per request.
 */
public record Footprint(Map<String, Long> connections, Map<String, Long> threads, Map<String, Long> residentMb) {
    private static final long MORE_CONNECTIONS = 12;
    private static final long MORE_THREADS = 30;
    private static final long MORE_RESIDENT_MB = 300;
    private static final Duration POLL = Duration.ofMillis(500);

    public static Footprint of(SeparatePlatform platform, Database database) throws SQLException, IOException {
        Map<String, Long> connections = new TreeMap<>();
        database.each(
                "SELECT usename, count(*) FROM pg_stat_activity WHERE usename LIKE 'chirp_%' GROUP BY usename",
                row -> connections.put(row.getString(1).substring("chirp_".length()), row.getLong(2)));
        Map<String, Long> threads = new TreeMap<>();
        Map<String, Long> resident = new TreeMap<>();
        for (String service : SeparatePlatform.SERVICES) {
            Path status = Path.of("/proc/" + platform.service(service).pid() + "/status");
            threads.put(service, field(status, "Threads:"));
            resident.put(service, field(status, "VmRSS:") / 1_024);
        }
        return new Footprint(connections, threads, resident);
    }

    /** Measures until it is within the bounds of this one, or time is up: pools shrink and threads end in their time. */
    public Footprint awaitBack(SeparatePlatform platform, Database database, Duration timeout)
            throws SQLException, IOException, InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        Footprint now = of(platform, database);
        while (!exceededBy(now).isEmpty() && System.nanoTime() < deadline) {
            Thread.sleep(POLL);
            now = of(platform, database);
        }
        return now;
    }

    /** What the other one has too much of, with this one as the baseline. */
    public List<String> exceededBy(Footprint now) {
        List<String> wrong = new ArrayList<>();
        compare(wrong, "connections", connections, now.connections, MORE_CONNECTIONS);
        compare(wrong, "threads", threads, now.threads, MORE_THREADS);
        compare(wrong, "resident MB", residentMb, now.residentMb, MORE_RESIDENT_MB);
        return wrong;
    }

    private static void compare(
            List<String> wrong, String what, Map<String, Long> before, Map<String, Long> now, long more) {
        now.forEach((name, value) -> {
            long limit = before.getOrDefault(name, 0L) + more;
            if (value > limit) {
                wrong.add("%s of %s: %d (expected: at most %d)".formatted(what, name, value, limit));
            }
        });
    }

    /** For people. */
    public String describe() {
        return String.format(
                Locale.ROOT,
                "%d connections %s, %d threads %s, %d MB resident %s",
                sum(connections),
                connections.values(),
                sum(threads),
                threads.values(),
                sum(residentMb),
                residentMb.values());
    }

    private static long sum(Map<String, Long> values) {
        return values.values().stream().mapToLong(Long::longValue).sum();
    }

    private static long field(Path status, String name) throws IOException {
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith(name))
                .map(line -> line.replaceAll("[^0-9]", ""))
                .mapToLong(Long::parseLong)
                .findFirst()
                .orElseThrow(() -> new IOException("no " + name + " in " + status));
    }
}
