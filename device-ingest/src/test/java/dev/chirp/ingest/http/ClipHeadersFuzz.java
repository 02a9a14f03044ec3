package dev.chirp.ingest.http;

import dev.chirp.ingest.device.DeviceIdentity;
import dev.chirp.ingest.problem.DeviceProblem;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.springframework.http.HttpHeaders;

/** The headers of a clip, in one text, a line each. */
public final class ClipHeadersFuzz {
    private static final DeviceIdentity DEVICE = new DeviceIdentity(new UUID(1, 1), 5, new UUID(2, 2));

    private ClipHeadersFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        HttpHeaders headers = new HttpHeaders();
        for (String line : new String(input, StandardCharsets.ISO_8859_1).split("\n")) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                headers.add(line.substring(0, colon), line.substring(colon + 1).strip());
            }
        }
        try {
            ClipHeaders.requireDevice(DEVICE, headers);
            ClipHeaders.clip(DEVICE, headers, ClipFormat.of(headers.getFirst("Content-Type")), "request-1", null);
        } catch (DeviceProblem refused) {
            if (refused.status() / 100 != 4) {
                throw refused;
            }
        }
    }
}
