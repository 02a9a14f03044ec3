package dev.chirp.art.sprite;

import dev.chirp.art.recipe.Continent;
import dev.chirp.art.recipe.FieldGuide;
import dev.chirp.art.recipe.Recipe;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import javax.imageio.ImageIO;

/**
 * Draws the species of the guide on one page, to be looked at. Arguments: {@code FILE [SCALE [COLUMNS [WHICH
 * [PAPER]]]]}, where WHICH is {@code america}, {@code europe} or a regular expression on the common name, and PAPER a
 * colour {@code #rrggbb}.
 */
public final class ContactSheet {
    private static final int CAPTION = 14;

    public static void main(String[] args) throws IOException {
        int scale = args.length > 1 ? Integer.parseInt(args[1]) : 2;
        int columns = args.length > 2 ? Integer.parseInt(args[2]) : 14;
        FieldGuide guide = FieldGuide.read();
        SpriteArtist artist = new SpriteArtist(guide);
        List<Recipe> species = guide.species().stream()
                .filter(args.length > 3 ? which(args[3]) : recipe -> true)
                .sorted(Comparator.comparing(Recipe::commonName))
                .toList();
        int cell = SpriteArtist.DEFAULT_SIZE * scale;
        int rows = (species.size() + columns - 1) / columns;
        BufferedImage page = new BufferedImage(columns * cell, rows * (cell + CAPTION), BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = page.createGraphics();
        Color paper = Color.decode(args.length > 4 ? args[4] : "#fafaf7");
        pen.setColor(paper);
        pen.fillRect(0, 0, page.getWidth(), page.getHeight());
        pen.setColor(paper.getGreen() > 127 ? Color.DARK_GRAY : Color.LIGHT_GRAY);
        for (int i = 0; i < species.size(); i++) {
            int x = i % columns * cell;
            int y = i / columns * (cell + CAPTION);
            pen.drawImage(image(artist, species.get(i)), x, y, cell, cell, null);
            caption(pen, species.get(i).commonName(), x, y + cell + CAPTION - 4, cell - 4);
        }
        ImageIO.write(page, "png", Path.of(args[0]).toFile());
    }

    private static Predicate<Recipe> which(String which) {
        return switch (which) {
            case "america", "europe" -> recipe -> recipe.home().contains(Continent.labelled(which));
            default -> recipe -> recipe.commonName().matches(which);
        };
    }

    /** In the largest letters that fit. */
    private static void caption(Graphics2D pen, String text, int x, int y, int width) {
        int points = 10;
        do {
            pen.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, points--));
        } while (pen.getFontMetrics().stringWidth(text) > width && points > 6);
        pen.drawString(text, x + 3, y);
    }

    private static BufferedImage image(SpriteArtist artist, Recipe recipe) throws IOException {
        String name = recipe.scientificName();
        ByteBuffer png = artist.draw(name, recipe.commonName(), SpriteArtist.seedOf(name), SpriteArtist.DEFAULT_SIZE)
                .png();
        byte[] bytes = new byte[png.remaining()];
        png.get(bytes);
        return ImageIO.read(new ByteArrayInputStream(bytes));
    }

    private ContactSheet() {}
}
