package dev.chirp.load.bench;

import dev.chirp.load.check.Database;
import dev.chirp.load.client.Chirper;
import dev.chirp.load.measure.LoadAverage;
import dev.chirp.load.process.JavaProcess;
import dev.chirp.load.process.SeparatePlatform;
import dev.chirp.load.upload.Commands;
import dev.chirp.load.upload.DavServer;
import dev.chirp.load.upload.LongWav;
import dev.chirp.load.upload.Resident;
import dev.chirp.load.upload.Uploader;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Long recordings: 1 GB by tus, sent by curl, until it is one checked object with a capture, beside the same curl to nginx
 * with {@code sha256sum} after it; twenty chunks put together; and what 2 GB take of the memory of device-ingest and
 * classify-worker.
 */
final class UploadBenchmark implements Benchmark {
    private static final long GIGABYTE = 1_000_000_000;
    /** A day at 12 kHz. */
    private static final long DAY_BYTES = 44 + 24L * 3_600 * 12_000 * 2;

    private static final int CHUNKS = 20;
    private static final long CHUNK_BYTES = 8 << 20;
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final int HEAP_SAMPLES = 10;
    private static final Duration HEAP_PAUSE = Duration.ofSeconds(5);
    private static final Duration POLL = Duration.ofMillis(10);

    @Override
    public String name() {
        return "upload";
    }

    @Override
    public String description() {
        return "recordings of 1 GB beside nginx, a merge of 20 chunks, memory for 2 GB";
    }

    @Override
    public List<Figure> run(Session session) throws Exception {
        List<Figure> figures = new ArrayList<>();
        try (SeparatePlatform platform = SeparatePlatform.servers(session.folder("platform"));
                HttpClient http = HttpClient.newHttpClient()) {
            for (String service : List.of("api-gateway", "outbox-relay", "device-ingest")) {
                platform.run(service);
            }
            Run run = new Run(session, platform, http, new Database(platform), figures);
            platform.run("classify-worker");
            run.day();
            // What comes now need not be listened to.
            platform.service("classify-worker").close();
            run.merge();
            run.beside();
        }
        figures.add(Figure.of("load average at the end", "", LoadAverage.now()));
        return figures;
    }

    /** One platform. */
    private record Run(
            Session session, SeparatePlatform platform, HttpClient http, Database database, List<Figure> figures) {

        private Uploader newUser() throws IOException, InterruptedException {
            return new Uploader(
                    http, platform.urlOf("device-ingest"), Chirper.signUp(http, platform.urlOf("api-gateway")));
        }

        /** In turns; the first turn of each warms up and does not count. */
        void beside() throws Exception {
            Path file = session.folder("recordings").resolve("gigabyte.wav");
            Optional<Path> nginx = DavServer.find();
            if (nginx.isEmpty()) {
                session.say("%s", DavServer.HOW_TO_GET);
            }
            Best sent = new Best();
            Best whole = new Best();
            Best peer = new Best();
            try (DavServer dav = nginx.isEmpty() ? null : DavServer.start(nginx.get(), session.folder("nginx"))) {
                for (int turn = 0; turn <= (session.full() ? 5 : 3); turn++) {
                    LongWav.write(file, GIGABYTE, 48_000, turn);
                    Commands.run(List.of("sync", file.toString()));
                    if (dav != null) {
                        peer.take(turn, nginx(dav, file));
                    }
                    Uploader user = newUser();
                    long start = System.nanoTime();
                    user.send(user.create(GIGABYTE), file);
                    double seconds = since(start);
                    awaitEnd();
                    sent.take(turn, seconds);
                    whole.take(turn, since(start));
                    session.say(
                            "turn %d: %.2f s to send, %.2f s until it is a capture, nginx and sha256sum %.2f s, load"
                                    + " %.1f",
                            turn, seconds, whole.last, peer.last, LoadAverage.now());
                }
            }
            Files.delete(file);
            figures.add(Figure.of("1 GB: until every byte is on disk", "MB/s", sent.rate()));
            figures.add(
                    peer.seconds == Double.MAX_VALUE
                            ? Figure.withoutPeer("1 GB: until it is a capture", "MB/s", whole.rate(), "ratio >= 0.5")
                            : Figure.beside("1 GB: until it is a capture", "MB/s", whole.rate(), peer.rate(), 0.5));
        }

        private static double nginx(DavServer dav, Path file) throws IOException, InterruptedException {
            long start = System.nanoTime();
            Commands.run(List.of(
                    "curl", "-sS", "-f", "-T", file.toString(), "-o", "/dev/null", "-H", "Expect:", dav.url("one")));
            Commands.run(List.of("sha256sum", file.toString()));
            return since(start);
        }

        /** From the request to complete it to the capture, which the relay and a consumer are part of. */
        void merge() throws Exception {
            Path file = session.folder("recordings").resolve("chunks.wav");
            double worst = 0;
            for (int turn = 0; turn < 3; turn++) {
                LongWav.write(file, CHUNKS * CHUNK_BYTES, 48_000, 100 + turn);
                Uploader user = newUser();
                String id = user.chunks(file);
                long start = System.nanoTime();
                user.complete(id);
                awaitEnd();
                worst = Math.max(worst, since(start));
            }
            Files.delete(file);
            figures.add(Figure.below("merge of 20 chunks of 8 MiB, worst of 3", "s", worst, 5));
        }

        /** A day of sound; in the short profile the worker is watched for some minutes, otherwise to its end. */
        void day() throws Exception {
            Path file = session.folder("recordings").resolve("day.wav");
            Resident ingest = new Resident(platform.service("device-ingest").pid());
            Resident classify = new Resident(platform.service("classify-worker").pid());
            Uploader user = newUser();
            warmUp(user);
            LongWav.write(file, DAY_BYTES, 12_000, 1_000);
            double ingestBefore = ingest.now();
            JavaProcess worker = new JavaProcess(classify.pid());
            double heapBefore = worker.liveHeapKb() / 1_024.0;
            double classifyBefore = classify.now();
            ingest.forgetPeak();
            classify.forgetPeak();
            long start = System.nanoTime();
            user.send(user.create(DAY_BYTES), file);
            Files.delete(file);
            awaitEnd();
            double seconds = since(start);
            figures.add(Figure.of("2 GB: until it is a capture", "s", seconds));
            figures.add(
                    Figure.below("2 GB: device-ingest, peak above before", "MB", ingest.peak() - ingestBefore, 200));
            String end = awaitClassified(Duration.ofMinutes(session.full() ? 120 : 2));
            session.say(
                    "2 GB: a capture after %.1f s, device-ingest %.0f MB before, %.0f MB peak; %s, classify-worker"
                            + " %.0f MB before, %.0f MB peak; load %.1f",
                    seconds, ingestBefore, ingest.peak(), end, classifyBefore, classify.peak(), LoadAverage.now());
            figures.add(Figure.of("2 GB: classified", "%", isOpen(end) ? progress() : 100));
            figures.add(Figure.below(
                    "2 GB: classify-worker, peak above before", "MB", classify.peak() - classifyBefore, 200));
            if (isOpen(end)) {
                double heap = 0;
                for (int i = 0; i < HEAP_SAMPLES; i++) {
                    heap = Math.max(heap, worker.liveHeapKb() / 1_024.0);
                    Thread.sleep(HEAP_PAUSE);
                }
                session.say(
                        "2 GB: live heap of classify-worker %.0f MB before, %.0f MB at most while it works",
                        heapBefore, heap);
                figures.add(Figure.of("2 GB: classify-worker, live heap above before", "MB", heap - heapBefore));
            }
        }

        /** So that what any recording takes once is not counted: three minutes through everything. */
        private void warmUp(Uploader user) throws Exception {
            Path file = session.folder("recordings").resolve("minutes.wav");
            LongWav.write(file, 44 + 180 * 24_000, 12_000, 999);
            user.send(user.create(Files.size(file)), file);
            Files.delete(file);
            awaitEnd();
            awaitClassified(PATIENCE);
        }

        /** The last upload is a capture. */
        private void awaitEnd() throws Exception {
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            for (String status = last("status"); !"COMPLETED".equals(status); status = last("status")) {
                if ("FAILED".equals(status) || System.nanoTime() > deadline) {
                    throw new IOException("the upload is " + status + ", " + last("error_detail"));
                }
                Thread.sleep(POLL);
            }
        }

        private @Nullable String last(String column) throws SQLException, IOException {
            return text("SELECT " + column + " FROM upload ORDER BY created_at DESC LIMIT 1");
        }

        private String awaitClassified(Duration patience) throws Exception {
            long deadline = System.nanoTime() + patience.toNanos();
            String status = capture();
            while (isOpen(status) && System.nanoTime() < deadline) {
                Thread.sleep(Duration.ofSeconds(1));
                status = capture();
            }
            return status;
        }

        /** One in which a bird was heard waits for its picture, which nobody draws here. */
        private static boolean isOpen(String status) {
            return status.equals("pending");
        }

        private String capture() throws SQLException, IOException {
            return String.valueOf(text("SELECT status FROM capture ORDER BY id DESC LIMIT 1"));
        }

        private double progress() throws SQLException, IOException {
            return Double.parseDouble(String.valueOf(text("SELECT coalesce(max(percent), 0) FROM job")));
        }

        private @Nullable String text(String query) throws SQLException, IOException {
            List<@Nullable String> found = new ArrayList<>();
            database.each(query, row -> found.add(row.getString(1)));
            return found.isEmpty() ? null : found.getFirst();
        }
    }

    private static double since(long start) {
        return (System.nanoTime() - start) / 1e9;
    }

    /** The fastest turn but the first. */
    private static final class Best {
        private double last;
        private double seconds = Double.MAX_VALUE;

        void take(int turn, double now) {
            last = now;
            if (turn > 0) {
                seconds = Math.min(seconds, now);
            }
        }

        double rate() {
            return GIGABYTE / 1e6 / seconds;
        }
    }
}
