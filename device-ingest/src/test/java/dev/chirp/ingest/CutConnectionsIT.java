package dev.chirp.ingest;

import static dev.chirp.ingest.FrameClient.hello;
import static org.assertj.core.api.Assertions.assertThat;

import dev.chirp.ingest.IngestFixture.Device;
import dev.chirp.ingest.frame.Body;
import dev.chirp.ingest.frame.Frame;
import dev.chirp.ingest.gate.FrameServer;
import dev.chirp.ingest.intake.PcmHeader;
import io.netty.buffer.ByteBufUtil;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

/** What is sent arrives once, wherever connections are cut, and whichever of two instances the device comes back to. */
class CutConnectionsIT {
    private static final int RATE = 8_000;
    private static FakeGateway gateway;
    private static final List<ConfigurableApplicationContext> INSTANCES = new ArrayList<>();

    @BeforeAll
    static void start() throws Exception {
        gateway = new FakeGateway();
        for (int i = 0; i < 2; i++) {
            INSTANCES.add(IngestFixture.start(
                    gateway.port(),
                    Map.of(
                            "chirp.ingest.stream.clip-length",
                            "3s",
                            "chirp.limits.device-clips-at-once",
                            "100000",
                            "chirp.limits.device-clips-per-minute",
                            "100000")));
        }
    }

    @AfterAll
    static void stop() {
        INSTANCES.forEach(ConfigurableApplicationContext::close);
        gateway.close();
    }

    @Test
    void storesEverySampleOnceThoughConnectionsAreCutAnywhere() throws Exception {
        int connections = 0;
        for (int seed = 0; seed < 8; seed++) {
            Random random = new Random(seed);
            Device device = IngestFixture.newDevice();
            List<Frame> recording = recording(random);
            connections += play(device, "boot" + seed, recording, random);

            byte[] stored = storedSound(device);
            byte[] sent = sound(recording);
            assertThat(stored.length).as("bytes, seed %d", seed).isEqualTo(sent.length);
            assertThat(Arrays.mismatch(stored, sent))
                    .as("first wrong byte, seed %d", seed)
                    .isEqualTo(-1);
        }
        assertThat(connections).isGreaterThan(16);
    }

    /** Audio of changing length in clips that the device ends, that it does not end, and with gaps between. */
    private static List<Frame> recording(Random random) {
        List<Frame> frames = new ArrayList<>();
        long clip = 1;
        while (frames.size() < 300) {
            long seq = frames.size() + 1;
            int what = random.nextInt(40);
            if (what == 0) {
                frames.add(new Frame(0, clip, seq, new Body.Gap(seq, 100, "test")));
            } else if (what == 1) {
                frames.add(new Frame(0, clip++, seq, new Body.EndClip()));
            } else {
                byte[] samples = new byte[2 * (400 + random.nextInt(800))];
                random.nextBytes(samples);
                frames.add(FrameClient.audio(what == 2 ? Frame.LAST_OF_CLIP : 0, clip, seq, samples));
                clip += what == 2 ? 1 : 0;
            }
        }
        frames.add(new Frame(0, clip, frames.size() + 1, new Body.EndClip()));
        return frames;
    }

    /** Sends a recording over as many connections as it takes; how many is the answer. */
    private static int play(Device device, String bootId, List<Frame> recording, Random random) throws IOException {
        long committed = 0;
        int connections = 0;
        while (committed < recording.size()) {
            connections++;
            int port =
                    INSTANCES.get(random.nextInt(2)).getBean(FrameServer.class).port();
            boolean toTheEnd = connections > 40 || random.nextInt(6) == 0;
            try (FrameClient client = FrameClient.connect(port)) {
                Body.Welcome welcome = client.begin(hello(device, bootId, RATE, committed + 1));
                committed = Math.max(committed, welcome.committedSeq());
                byte[] rest = bytes(recording.subList((int) committed, recording.size()));
                if (toTheEnd) {
                    client.send(rest);
                    committed = client.awaitCommitted(recording.size()).committedSeq();
                } else {
                    client.send(Arrays.copyOf(rest, random.nextInt(rest.length)));
                    if (random.nextBoolean()) {
                        committed = client.await(Body.Ack.class, ack -> true).committedSeq();
                    }
                    client.cut();
                }
            } catch (EOFException | SocketException cut) {
                // As in life: the other side was faster.
            }
        }
        return connections;
    }

    private static byte[] bytes(List<Frame> frames) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        frames.forEach(frame -> bytes.writeBytes(FrameClient.bytes(frame)));
        return bytes.toByteArray();
    }

    private static byte[] sound(List<Frame> frames) {
        ByteArrayOutputStream sound = new ByteArrayOutputStream();
        for (Frame frame : frames) {
            if (frame.body() instanceof Body.Audio audio) {
                sound.writeBytes(ByteBufUtil.getBytes(audio.samples()));
            }
        }
        return sound.toByteArray();
    }

    private static byte[] storedSound(Device device) {
        ByteArrayOutputStream sound = new ByteArrayOutputStream();
        gateway.stored.values().stream()
                .filter(clip -> clip.start().getDeviceId().equals(device.id().toString()))
                .sorted(Comparator.comparingLong(CutConnectionsIT::firstSeq))
                .forEach(clip ->
                        sound.writeBytes(Arrays.copyOfRange(clip.audio(), PcmHeader.BYTES, clip.audio().length)));
        return sound.toByteArray();
    }

    private static long firstSeq(FakeGateway.Taken clip) {
        String name = clip.start().getBootId();
        return Long.parseLong(name.substring(name.indexOf('@') + 1, name.indexOf('.')));
    }
}
