package dev.chirp.art.sprite;

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
import javax.imageio.ImageIO;

/** Draws every species of the guide on one page, to be looked at. Arguments: {@code FILE [SCALE [COLUMNS]]}. */
public final class ContactSheet {
    private static final int CAPTION = 16;

    public static void main(String[] args) throws IOException {
        int scale = args.length > 1 ? Integer.parseInt(args[1]) : 2;
        int columns = args.length > 2 ? Integer.parseInt(args[2]) : 8;
        FieldGuide guide = FieldGuide.read();
        SpriteArtist artist = new SpriteArtist(guide);
        List<Recipe> species = guide.species().stream()
                .sorted(Comparator.comparing(Recipe::commonName))
                .toList();
        int cell = SpriteArtist.DEFAULT_SIZE * scale;
        int rows = (species.size() + columns - 1) / columns;
        BufferedImage page = new BufferedImage(columns * cell, rows * (cell + CAPTION), BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = page.createGraphics();
        pen.setColor(Color.WHITE);
        pen.fillRect(0, 0, page.getWidth(), page.getHeight());
        pen.setColor(Color.DARK_GRAY);
        pen.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 9));
        for (int i = 0; i < species.size(); i++) {
            int x = i % columns * cell;
            int y = i / columns * (cell + CAPTION);
            pen.drawImage(image(artist, species.get(i)), x, y, cell, cell, null);
            pen.drawString(species.get(i).commonName(), x + 4, y + cell + CAPTION - 5);
        }
        ImageIO.write(page, "png", Path.of(args[0]).toFile());
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
