package dev.chirp.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.chirp.ingest.IngestFixture.Device;
import dev.chirp.ingest.gate.FrameServer;
import dev.chirp.ingest.intake.PcmHeader;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;

/** The client in C, compiled and run. */
class ReferenceClientIT {
    private static final int RATE = 16_000;
    private static final String SANITIZE = "-fsanitize=address,undefined";

    @TempDir
    private static Path folder;

    private static Path client;
    private static FakeGateway gateway;
    private static ConfigurableApplicationContext service;

    @BeforeAll
    static void start() throws Exception {
        client = folder.resolve("chirp_stream");
        assumeTrue(canCompile(), "skipped: there is no gcc with the headers of OpenSSL here");
        Process compiler = new ProcessBuilder(
                        "gcc",
                        "-O1",
                        "-Wall",
                        "-Wextra",
                        "-Werror",
                        SANITIZE,
                        "-o",
                        client.toString(),
                        "reference-client/chirp_stream.c",
                        "-lssl",
                        "-lcrypto")
                .redirectErrorStream(true)
                .start();
        String said = new String(compiler.getInputStream().readAllBytes());
        assertThat(compiler.waitFor()).as(said).isZero();
        gateway = new FakeGateway();
        service = IngestFixture.start(
                gateway.port(),
                Map.of(
                        "chirp.ingest.stream.clip-length", "3s",
                        "chirp.ingest.tls.address", "127.0.0.1",
                        "chirp.ingest.tls.development-folder",
                                folder.resolve("tls").toString()));
    }

    @AfterAll
    static void stop() {
        if (service != null) {
            service.close();
            gateway.close();
        }
    }

    @Test
    void deliversEverySampleOnceThroughAConnectionThatBreaks() throws Exception {
        Device device = IngestFixture.newDevice();
        byte[] sound = sound(40);
        try (CuttingProxy proxy = new CuttingProxy(frames().port(), new Random(7), 6)) {
            assertThat(run(device, sound, List.of("localhost", Integer.toString(proxy.port()))))
                    .isZero();
            assertThat(proxy.cuts()).isEqualTo(6);
        }
        assertThat(stored(device)).isEqualTo(sound);
    }

    @Test
    void speaksTls() throws Exception {
        Device device = IngestFixture.newDevice();
        byte[] sound = sound(5);
        String ca = folder.resolve("tls").resolve("ca.pem").toString();
        assertThat(run(device, sound, List.of("--ca", ca, "localhost", Integer.toString(frames().tlsPort()))))
                .isZero();
        assertThat(stored(device)).isEqualTo(sound);
    }

    @Test
    void givesUpWhereItIsNotWelcome() throws Exception {
        Device device = IngestFixture.newDevice();
        IngestFixture.revokeKeysOf(device);
        assertThat(run(device, sound(1), List.of("localhost", Integer.toString(frames().port()))))
                .isOne();
    }

    private static FrameServer frames() {
        return service.getBean(FrameServer.class);
    }

    private static boolean canCompile() throws IOException, InterruptedException {
        Path trial =
                Files.writeString(folder.resolve("trial.c"), "#include <openssl/ssl.h>\nint main(void){return 0;}\n");
        try {
            return new ProcessBuilder(
                                    "gcc",
                                    SANITIZE,
                                    "-o",
                                    folder.resolve("trial").toString(),
                                    trial.toString(),
                                    "-lssl")
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException noCompiler) {
            return false;
        }
    }

    private static int run(Device device, byte[] sound, List<String> where) throws Exception {
        File input = Files.write(folder.resolve(device.id() + ".raw"), sound).toFile();
        List<String> command = new ArrayList<>(List.of(client.toString()));
        command.addAll(where);
        command.addAll(List.of(device.id().toString(), "c1", Integer.toString(RATE)));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectInput(input)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(device.id() + ".log").toFile());
        builder.environment().put("CHIRP_DEVICE_KEY", device.key());
        Process running = builder.start();
        try {
            assertThat(running.waitFor(60, TimeUnit.SECONDS))
                    .as(() -> said(device))
                    .isTrue();
        } finally {
            running.destroyForcibly();
        }
        return running.exitValue();
    }

    private static String said(Device device) {
        try {
            return Files.readString(folder.resolve(device.id() + ".log"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static byte[] sound(int seconds) {
        byte[] sound = new byte[seconds * RATE * 2];
        new Random(seconds).nextBytes(sound);
        return sound;
    }

    private static byte[] stored(Device device) {
        ByteArrayOutputStream sound = new ByteArrayOutputStream();
        gateway.stored.values().stream()
                .filter(clip -> clip.start().getDeviceId().equals(device.id().toString()))
                .sorted(Comparator.comparingLong(clip -> {
                    String name = clip.start().getBootId();
                    return Long.parseLong(name.substring(name.indexOf('@') + 1, name.indexOf('.')));
                }))
                .forEach(clip ->
                        sound.writeBytes(Arrays.copyOfRange(clip.audio(), PcmHeader.BYTES, clip.audio().length)));
        return sound.toByteArray();
    }
}
