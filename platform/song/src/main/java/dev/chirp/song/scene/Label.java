package dev.chirp.song.scene;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What sounds from one second to another, by its common name.
 *
 * @param snrDb mean power of the sound over that of the ambience, at the microphone
 */
public record Label(double start, double end, String name, double metres, double snrDb) {
    private static final String HEAD = "# start\tend\tname\tmetres\tsnr_db\n";

    /** A line each, tab-separated, under a comment that names the columns; the first three are an Audacity label track. */
    public static String file(List<Label> labels) {
        return labels.stream()
                .map(label -> String.format(
                        Locale.ROOT,
                        "%.3f\t%.3f\t%s\t%.0f\t%.1f%n",
                        label.start,
                        label.end,
                        label.name,
                        label.metres,
                        label.snrDb))
                .collect(Collectors.joining("", HEAD, ""));
    }
}
