package dev.chirp.load.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The peer of the intake: PostgreSQL's own load generator running the gateway's transaction on the platform's server. */
final class Pgbench {
    private static final Pattern TPS = Pattern.compile("tps = ([0-9.]+)");
    /** The gateway's write for random ones of the first users; everything but the audio. */
    private static final String SCRIPT = """
        \\set user random(2, :users)
        \\set lane random(0, 127)
        SELECT accept_capture(:user, NULL, NULL, 'clip.wav', 'audio/wav', 'uploads/' || gen_random_uuid(), \
        'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855', 16044, 1.0, NULL, gen_random_uuid(), \
        :lane, '{"source": "pgbench", "schema_version": "1.0"}'::jsonb);
        """;

    private final Session session;
    private final Path data;
    private final Optional<Path> binary;

    Pgbench(Session session, Path folder) throws IOException {
        this.session = session;
        this.data = folder.resolve("data");
        this.binary = find();
    }

    boolean isInstalled() {
        return binary.isPresent();
    }

    double transactionsPerSecond(int clients, int users, Duration duration) throws IOException, InterruptedException {
        Path script = Files.writeString(session.folder().resolve("capture.sql"), SCRIPT);
        ProcessBuilder builder = new ProcessBuilder(List.of(
                        binary.orElseThrow().toString(),
                        "-n",
                        "-D",
                        "users=" + (users + 1),
                        "-M",
                        "prepared",
                        "-c",
                        "" + clients,
                        "-j",
                        "2",
                        "-T",
                        "" + duration.toSeconds(),
                        "-f",
                        script.toString(),
                        "-h",
                        "127.0.0.1",
                        "-p",
                        port(data),
                        "-U",
                        "chirp_api_gateway",
                        "chirp"))
                .redirectErrorStream(true);
        builder.environment().put("PGPASSWORD", password(data));
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        Matcher tps = TPS.matcher(output);
        if (process.waitFor() != 0 || !tps.find()) {
            throw new IOException("pgbench failed: " + output);
        }
        return Double.parseDouble(tps.group(1));
    }

    private static Optional<Path> find() throws IOException {
        Path debian = Path.of("/usr/lib/postgresql");
        if (!Files.isDirectory(debian)) {
            return Optional.empty();
        }
        try (Stream<Path> files = Files.find(debian, 3, (path, attributes) -> path.endsWith("pgbench"))) {
            return files.max(Comparator.naturalOrder());
        }
    }

    /** The fourth line of PostgreSQL's own pid file. */
    private static String port(Path data) throws IOException {
        try (Stream<Path> files = Files.find(data, 4, (path, attributes) -> path.endsWith("postmaster.pid"))) {
            Path pidFile = files.findFirst().orElseThrow(() -> new IOException("no postmaster.pid in " + data));
            return Files.readAllLines(pidFile).get(3).strip();
        }
    }

    private static String password(Path data) throws IOException {
        return Files.readAllLines(data.resolve("secrets.env")).stream()
                .filter(line -> line.startsWith("CHIRP_DB_PASSWORD_API_GATEWAY="))
                .map(line -> line.substring(line.indexOf('=') + 1))
                .findFirst()
                .orElseThrow(() -> new IOException("no password of the gateway in " + data));
    }
}
