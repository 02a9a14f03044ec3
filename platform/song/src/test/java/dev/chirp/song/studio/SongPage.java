package dev.chirp.song.studio;

import dev.chirp.audio.WavWriter;
import dev.chirp.audio.spectrogram.Spectrogram;
import dev.chirp.song.Disturbance;
import dev.chirp.song.Region;
import dev.chirp.song.Song;
import dev.chirp.song.Songbook;
import dev.chirp.song.Species;
import dev.chirp.song.score.Strophe.Kind;
import java.awt.Image;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;

/** Writes {@code songs.md} and a spectrogram of every voice into a folder: {@code SongPage docs}. */
final class SongPage {
    private static final int RATE = 32_000;
    private static final double SECONDS = 4;
    private static final int WIDTH = 400;
    private static final int HEIGHT = 96;
    private static final long SEED = 1;

    private final Path pictures;
    private final StringBuilder page = new StringBuilder();

    private SongPage(Path docs) throws IOException {
        pictures = Files.createDirectories(docs.resolve("songs"));
    }

    public static void main(String[] arguments) throws Exception {
        Path docs = Path.of(arguments[0]);
        Files.writeString(docs.resolve("songs.md"), new SongPage(docs).write());
    }

    private String write() throws Exception {
        page.append("""
            # What everybody sings

            Four seconds of each voice of the songbook, 0 to 12 kHz, written by `SongPage` of `platform/song`'s tests. They are
            caricatures after the descriptions of field guides, not recordings. Hear one with `./chirp song NAME --out FILE`.
            """);
        for (Region region : Region.values()) {
            page.append("\n## ").append(region.title()).append("\n\n| | song | call |\n|---|---|---|\n");
            for (Species species : Songbook.species()) {
                if (species.region() == region) {
                    row(species);
                }
            }
        }
        page.append("\n## No birds\n\n| | |\n|---|---|\n");
        for (Disturbance disturbance : Disturbance.values()) {
            String picture = draw(disturbance.commonName(), Song.render(disturbance, SEED, SECONDS, RATE, Song.CLEAN));
            page.append("| ")
                    .append(disturbance.commonName())
                    .append(" | ")
                    .append(picture)
                    .append(" |\n");
        }
        return page.toString();
    }

    private void row(Species species) throws Exception {
        List<String> cells = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            cells.add(
                    Songbook.has(species, kind)
                            ? draw(
                                    species.commonName() + " " + kind.name().toLowerCase(Locale.ROOT),
                                    Song.render(species, kind, SEED, SECONDS, RATE, Song.CLEAN))
                            : "");
        }
        page.append("| %s<br>*%s* | %s | %s |%n"
                .formatted(species.commonName(), species.scientificName(), cells.get(0), cells.get(1)));
    }

    private String draw(String title, float[] samples) throws Exception {
        String file = title.toLowerCase(Locale.ROOT).replaceAll("[^a-z]+", "-") + ".png";
        Path wav = Files.createTempFile("song", ".wav");
        Files.write(wav, WavWriter.toBytes(samples, RATE));
        try (SeekableByteChannel channel = Files.newByteChannel(wav)) {
            BufferedImage whole = ImageIO.read(new ByteArrayInputStream(Spectrogram.png(channel)));
            ImageIO.write(smaller(whole), "png", pictures.resolve(file).toFile());
        } finally {
            Files.delete(wav);
        }
        return "![%s](songs/%s)".formatted(title, file);
    }

    /** Sixteen shades are enough for a page, and a third of the bytes. */
    private static BufferedImage smaller(BufferedImage whole) {
        var grey = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_BYTE_GRAY);
        grey.getGraphics().drawImage(whole.getScaledInstance(WIDTH, HEIGHT, Image.SCALE_AREA_AVERAGING), 0, 0, null);
        byte[] shades = new byte[16];
        for (int i = 0; i < shades.length; i++) {
            shades[i] = (byte) (255 - 17 * i);
        }
        var colours = new java.awt.image.IndexColorModel(4, shades.length, shades, shades, shades);
        var small = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_BYTE_BINARY, colours);
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                small.getRaster().setSample(x, y, 0, (grey.getRaster().getSample(x, y, 0) - 12) * 16 / 244 & 15);
            }
        }
        return small;
    }
}
