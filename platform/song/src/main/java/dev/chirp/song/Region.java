package dev.chirp.song;

/** Where a bird of the songbook is at home; one songbook file each. */
public enum Region {
    NORTH_AMERICA("North America", "north-america.txt"),
    EUROPE("Europe", "europe.txt");

    private final String title;
    private final String file;

    Region(String title, String file) {
        this.title = title;
        this.file = file;
    }

    public String title() {
        return title;
    }

    String file() {
        return file;
    }
}
