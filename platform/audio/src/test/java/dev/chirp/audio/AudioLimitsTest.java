package dev.chirp.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.management.ThreadMXBean;
import dev.chirp.audio.AudioRejection.Code;
import dev.chirp.audio.flac.FlacFrames;
import dev.chirp.audio.fuzz.Repair;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A small file never costs more than its cap. */
class AudioLimitsTest {
    private static final int MEGABYTE = 1 << 20;

    @ParameterizedTest
    @CsvSource({
        // channels, rate, frames of 65,535 samples, what ends it
        "1, 48000, 500, longer than 10 minutes, 28800000",
        "8, 384000, 2000, more than 240 million samples, 30000000",
    })
    void stopsAFlacBombAtItsCap(int channels, int rate, int frames, String part, long most) throws Exception {
        byte[] bomb = FlacFrames.constant(frames, channels, rate, 0);

        assertThat(bomb.length).isLessThan(MEGABYTE / 10);
        assertRejected(bomb, Code.AUDIO_TOO_LONG, part, most);
    }

    @Test
    void stopsAnOpusBombAtItsCap() throws Exception {
        // Each packet: 48 frames of 2.5 ms in two bytes.
        byte[] bomb = oggOf(6_000, new byte[] {(byte) 0x83, 48});

        assertThat(bomb.length).isLessThan(MEGABYTE / 10);
        assertRejected(bomb, Code.AUDIO_TOO_LONG, "longer than 10 minutes", 28_800_000);
    }

    @Test
    void allocatesNothingForSamplesThatAreOnlyAnnounced() throws Exception {
        byte[] liar = FlacFrames.constant(1, 1, 48_000, (1L << 36) - 1);

        long allocated = assertRejected(liar, Code.INVALID_AUDIO, "its header announces 1431655.8 s", 65_535);

        assertThat(allocated).isLessThan(2 * MEGABYTE);
    }

    @ParameterizedTest
    @CsvSource({"1, 'sample rate is 1 '", "655350, 'sample rate is 655350 '", "0, 'sample rate is 0 '"})
    void refusesARateThatNoRecorderHas(int rate, String part) throws Exception {
        assertRejected(FlacFrames.constant(20, 1, rate, 0), Code.INVALID_AUDIO, part, 0);
    }

    @Test
    void refusesAFlacOfOneSample() throws Exception {
        byte[] one = FlacFrames.constant(1, 1, 48_000, 0);
        // Block size 1: written as 0 in the two bytes behind the frame's number.
        one[47] = 0;
        one[48] = 0;
        Repair.checksums(one);

        assertRejected(one, Code.EMPTY_AUDIO, "too short: 0.000 s", 1);
    }

    @Test
    void givesUpWhatTakesTooLongToDecode() throws Exception {
        byte[] file = FlacFrames.constant(100, 1, 48_000, 0);
        AtomicLong clock = new AtomicLong();
        PacketReader reader = PacketReader.open(
                Channels.newChannel(new ByteArrayInputStream(file)),
                ByteBuffer.allocate(1_024).limit(0),
                AudioType.FLAC,
                AudioLimits.CLIP,
                () -> clock.addAndGet(1_000_000_000L));

        AudioRejection rejection = catchThrowableOfType(AudioRejection.class, () -> Decoded.drain(reader));

        assertThat(rejection.detail()).isEqualTo("The recording took more than 60 s to decode.");
        // One look at the clock before each packet and one behind it.
        assertThat(clock.get() / 1_000_000_000L).isEqualTo(122);
    }

    /** @return what decoding has allocated */
    private static long assertRejected(byte[] file, Code code, String part, long mostFrames) throws Exception {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        AudioRejection byProbe = catchThrowableOfType(AudioRejection.class, () -> Decoded.probe(file));
        AtomicLong frames = new AtomicLong();
        long before = threads.getCurrentThreadAllocatedBytes();
        AudioRejection byReader = catchThrowableOfType(AudioRejection.class, () -> {
            AudioReader reader = AudioReader.open(new ByteArrayInputStream(file));
            float[] block = new float[4_096];
            for (int read = reader.read(block); read >= 0; read = reader.read(block)) {
                frames.addAndGet(read);
            }
        });
        assertThat(byProbe.code()).isEqualTo(code);
        assertThat(byProbe.detail()).contains(part);
        assertThat(byReader.detail()).isEqualTo(byProbe.detail());
        assertThat(frames.get()).isLessThanOrEqualTo(mostFrames);
        return threads.getCurrentThreadAllocatedBytes() - before;
    }

    private static byte[] oggOf(int packets, byte[] packet) {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        byte[] head = new byte[19];
        System.arraycopy("OpusHead".getBytes(), 0, head, 0, 8);
        head[8] = 1;
        head[9] = 1;
        file.writeBytes(page(2, new byte[] {19}, head));
        file.writeBytes(page(0, new byte[] {8}, "OpusTags".getBytes()));
        byte[] lacing = new byte[250];
        Arrays.fill(lacing, (byte) packet.length);
        ByteBuffer body = ByteBuffer.allocate(250 * packet.length);
        while (body.hasRemaining()) {
            body.put(packet);
        }
        for (int page = 0; page < packets / 250; page++) {
            file.writeBytes(page(0, lacing, body.array()));
        }
        byte[] ogg = file.toByteArray();
        Repair.checksums(ogg);
        return ogg;
    }

    private static byte[] page(int flags, byte[] lacing, byte[] body) {
        ByteBuffer page = ByteBuffer.allocate(27 + lacing.length + body.length);
        page.put("OggS".getBytes()).put((byte) 0).put((byte) flags).putLong(-1).position(26);
        return page.put((byte) lacing.length).put(lacing).put(body).array();
    }
}
