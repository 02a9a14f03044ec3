package dev.chirp.art.sprite;

import dev.chirp.art.recipe.FieldGuide;
import dev.chirp.art.recipe.Recipe;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/** Writes {@code golden/sprites.txt}: for each species the checksums of its sprite and of its idle sheet. */
public final class GoldenSprites {
    public static void main(String[] args) throws IOException {
        Files.writeString(Path.of("src/test/resources/golden/sprites.txt"), text(FieldGuide.read()));
    }

    static String text(FieldGuide guide) {
        SpriteArtist artist = new SpriteArtist(guide);
        Map<String, Drawing> drawn = new TreeMap<>();
        for (Recipe recipe : guide.species()) {
            drawn.put(recipe.scientificName(), draw(artist, recipe.scientificName(), recipe.commonName()));
        }
        drawn.put("placeholder", artist.placeholder());
        drawn.put("Nonexistus birdus", draw(artist, "Nonexistus birdus", "Yellow Whatsit"));
        StringBuilder lines = new StringBuilder("version " + Recipe.VERSION + "\n");
        drawn.forEach(
                (name, drawing) -> lines.append(drawing.checksum() + " " + sha256(drawing.idle()) + " " + name + "\n"));
        return lines.toString();
    }

    private static Drawing draw(SpriteArtist artist, String scientificName, String commonName) {
        return artist.draw(scientificName, commonName, SpriteArtist.seedOf(scientificName), SpriteArtist.DEFAULT_SIZE);
    }

    private static String sha256(ByteBuffer bytes) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(bytes);
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private GoldenSprites() {}
}
