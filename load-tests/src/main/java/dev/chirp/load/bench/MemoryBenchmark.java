package dev.chirp.load.bench;

import dev.chirp.load.client.Chirper;
import dev.chirp.load.client.Recordings;
import dev.chirp.load.process.JavaProcess;
import dev.chirp.load.process.UpPlatform;
import dev.chirp.load.upload.Resident;
import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Memory of {@code chirp up} after its start and after 2,000 captures: resident, and heap that a collection leaves. */
final class MemoryBenchmark implements Benchmark {
    private static final int CAPTURES = 2_000;
    /** Each uploads less than a user may at once. */
    private static final int USERS = 40;

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
        double heap = new JavaProcess(pid).liveHeapKb() / 1_024.0;
        double resident = new Resident(pid).now();
        figures.add(Figure.of("resident memory " + when, "MB", resident));
        figures.add(Figure.of("live heap " + when, "MB", heap));
        return heap;
    }
}
