package dev.chirp.load.bench;

import dev.chirp.load.client.Chirper;
import dev.chirp.load.client.Recordings;
import dev.chirp.load.process.UpPlatform;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Memory of {@code chirp up} after its start and after 2,000 captures: resident, and heap that a collection leaves. */
final class MemoryBenchmark implements Benchmark {
    private static final int CAPTURES = 2_000;
    /** Each uploads less than a user may at once. */
    private static final int USERS = 40;

    private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+([0-9]+) kB");
    private static final Pattern HEAP_USED = Pattern.compile("used ([0-9]+)K");

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public String description() {
        return "memory of chirp up after start and after 2,000 captures";
    }

    @Override
    public List<Figure> run(Session session) throws Exception {
        List<Figure> figures = new ArrayList<>();
        try (UpPlatform platform = UpPlatform.start(session.folder());
                HttpClient http = HttpClient.newHttpClient()) {
            long pid = platform.process().pid();
            measure(figures, "after start", pid);
            List<Chirper> users = Users.signUp(http, platform.url(), USERS, session);
            Recordings recordings = new Recordings(3, 32_000);
            double halfWay = 0;
            for (int half = 0; half < 2; half++) {
                upload(users, recordings, CAPTURES / 2);
                double heap = measure(figures, "after " + CAPTURES / 2 * (half + 1) + " captures", pid);
                if (half == 0) {
                    halfWay = heap;
                } else {
                    figures.add(Figure.below("live heap, growth over the second half", "MB", heap - halfWay, 10));
                }
            }
        }
        return figures;
    }

    private static void upload(List<Chirper> users, Recordings recordings, int count) throws Exception {
        List<Long> last = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            last.add(users.get(i % users.size()).capture("clip.wav", recordings.next()));
        }
        for (int i = Math.max(0, count - users.size()); i < count; i++) {
            users.get(i % users.size()).awaitTerminal(last.get(i), Duration.ofMinutes(10));
        }
    }

    /** Adds both figures; returns the live heap in MB. */
    private static double measure(List<Figure> figures, String when, long pid)
            throws IOException, InterruptedException {
        jcmd(pid, "GC.run");
        double heap = first(HEAP_USED, jcmd(pid, "GC.heap_info")) / 1_024.0;
        double resident = first(RESIDENT, Files.readString(Path.of("/proc/" + pid + "/status"))) / 1_024.0;
        figures.add(Figure.of("resident memory " + when, "MB", resident));
        figures.add(Figure.of("live heap " + when, "MB", heap));
        return heap;
    }

    private static long first(Pattern pattern, String text) throws IOException {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.find()) {
            throw new IOException("no " + pattern + " in: " + text);
        }
        return Long.parseLong(matcher.group(1));
    }

    private static String jcmd(long pid, String command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(), Long.toString(pid), command)
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output;
    }
}
