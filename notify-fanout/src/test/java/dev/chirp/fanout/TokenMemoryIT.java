package dev.chirp.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.HotSpotDiagnosticMXBean;
import dev.chirp.embedded.TokenIssuer;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;

/** A socket lives for hours; the token that opened it must not: it is searched for in a dump of the heap. */
class TokenMemoryIT {
    private static final int PIECE = 16 * 1024 * 1024;

    @Test
    void keepsNoTokenForTheLifeOfItsSocket(@TempDir Path folder) throws IOException {
        Path dump = folder.resolve("heap.hprof");
        String clientId = "client-" + System.nanoTime();
        try (TokenIssuer issuer = new TokenIssuer();
                ConfigurableApplicationContext instance = Instances.start(issuer, Map.of())) {
            byte[] scrambled = new byte[0];
            RawSocket socket;
            {
                String token = issuer.token(30_001);
                scrambled = scrambled(token.substring(token.lastIndexOf('.') + 1));
                socket = new RawSocket(Instances.port(instance), "token=" + token + "&client_id=" + clientId);
            }
            try (socket) {
                socket.event("connected");
                ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                        .dumpHeap(dump.toString(), true);
            }

            // What the session does keep is found, so the search can find.
            assertThat(contains(dump, scrambled(clientId))).isTrue();
            assertThat(contains(dump, scrambled)).isFalse();
        }
    }

    /** So that what is searched for does not lie in memory itself. */
    private static byte[] scrambled(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] ^= 0x55;
        }
        return bytes;
    }

    private static boolean contains(Path file, byte[] scrambled) throws IOException {
        try (FileChannel channel = new RandomAccessFile(file.toFile(), "r").getChannel()) {
            for (long from = 0; from < channel.size(); from += PIECE) {
                long length = Math.min(PIECE + scrambled.length, channel.size() - from);
                if (contains(channel.map(FileChannel.MapMode.READ_ONLY, from, length), scrambled)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean contains(ByteBuffer bytes, byte[] scrambled) {
        for (int at = 0; at + scrambled.length <= bytes.limit(); at++) {
            int matched = 0;
            while (matched < scrambled.length && (bytes.get(at + matched) ^ 0x55) == scrambled[matched]) {
                matched++;
            }
            if (matched == scrambled.length) {
                return true;
            }
        }
        return false;
    }
}
