package dev.chirp.load.device;

import dev.chirp.load.check.Database;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is stored of a fleet that has finished, against what it had committed.
 *
 * @param expected clips whose END_CLIP was acknowledged as committed
 * @param lost of those that are not stored
 * @param twice stored more than once, or not recorded at all
 * @param compared recordings that were read
 * @param different of those, with another sound than the device recorded
 */
public record StoredClips(long expected, long lost, long twice, long compared, long different) {
    /** A recording of each of so many devices is read. */
    private static final int SAMPLE = 100;

    private static final int WAV_HEADER_BYTES = 44;
    /** A clip is named by its boot and its first frame. */
    private static final Pattern FIRST_FRAME = Pattern.compile("@([0-9]+)\\.[0-9]+:[0-9]+$");

    public static StoredClips of(Database database, Path blobs, DeviceFleet fleet) throws IOException, SQLException {
        long expected = 0;
        long lost = 0;
        long twice = 0;
        long compared = 0;
        long different = 0;
        for (PlayedDevice device : fleet.devices()) {
            long committed = device.committedClips();
            List<Stored> stored = stored(database, device);
            long distinct = stored.stream().mapToLong(Stored::clip).distinct().count();
            expected += committed;
            lost += Math.max(0, committed - distinct);
            twice += Math.max(0, stored.size() - committed);
            if (device.number() % Math.max(1, fleet.devices().size() / SAMPLE) == 0 && !stored.isEmpty()) {
                Stored one = stored.get(device.number() % stored.size());
                compared++;
                byte[] file = Files.readAllBytes(blobs.resolve(one.key));
                byte[] sound = fleet.soundOf(device.number(), one.clip);
                if (!Arrays.equals(file, WAV_HEADER_BYTES, file.length, sound, 0, sound.length)) {
                    different++;
                }
            }
        }
        return new StoredClips(expected, lost, twice, compared, different);
    }

    private record Stored(String key, long clip) {}

    private static List<Stored> stored(Database database, PlayedDevice device) throws SQLException, IOException {
        List<Stored> stored = new ArrayList<>();
        database.each(
                "SELECT audio_key, dedupe_key FROM capture WHERE device_id = '"
                        + device.identity().id() + "'",
                row -> {
                    Matcher name = FIRST_FRAME.matcher(row.getString(2));
                    if (!name.find()) {
                        throw new IOException("no " + FIRST_FRAME + " in: " + row.getString(2));
                    }
                    stored.add(new Stored(row.getString(1), Script.clip(Long.parseLong(name.group(1)))));
                });
        return stored;
    }
}
