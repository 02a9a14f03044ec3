package dev.chirp.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class SentinelRedisIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    @Test
    void promotesTheReplicaWhenThePrimaryIsLost() throws Exception {
        try (SentinelRedis redis = SentinelRedis.start(folder, List.of(0, 0, 0))) {
            int sentinel = Integer.parseInt(redis.url().replaceAll(".*:(\\d+)/0#chirp", "$1"));
            assertThat(redis.url()).startsWith("redis-sentinel://127.0.0.1:").contains(",");
            assertThat(redis.sentinelPids()).hasSize(SentinelRedis.SENTINELS);
            assertThat(primary(sentinel)).isEqualTo(redis.serverPorts().getFirst());
            awaitReplica(sentinel);

            ProcessHandle.of(redis.pids().getFirst()).orElseThrow().destroyForcibly();

            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (primary(sentinel) != redis.serverPorts().getLast()) {
                assertThat(System.nanoTime()).isLessThan(deadline);
                Thread.sleep(100);
            }
            assertThat(ask(redis.serverPorts().getLast(), "SET after loss", 1)).containsExactly("+OK");
        }
    }

    private static int primary(int sentinel) throws IOException {
        return Integer.parseInt(
                ask(sentinel, "SENTINEL GET-MASTER-ADDR-BY-NAME chirp", 5).getLast());
    }

    /** A sentinel promotes what it has heard of. */
    private static void awaitReplica(int sentinel) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (ask(sentinel, "SENTINEL REPLICAS chirp", 1).getFirst().equals("*0")) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.sleep(100);
        }
    }

    /** The first lines of an answer, in Redis' protocol. */
    private static List<String> ask(int port, String command, int lines) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(Loopback.address(port), 2_000);
            socket.setSoTimeout(2_000);
            socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
            BufferedReader answer =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            List<String> read = new ArrayList<>();
            for (int i = 0; i < lines; i++) {
                read.add(answer.readLine());
            }
            return read;
        }
    }
}
