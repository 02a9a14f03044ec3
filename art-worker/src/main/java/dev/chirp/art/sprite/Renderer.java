package dev.chirp.art.sprite;

/** Draws sprites. Thread-safe; holds the calling thread while it draws. */
public interface Renderer {

    /**
     * Draws a species.
     *
     * @param size side in pixels: 64, 128, 192 or 256
     */
    Drawing draw(String scientificName, String commonName, long seed, int size);

    /** The sprite of a species whose own cannot be had. */
    Drawing placeholder();
}
