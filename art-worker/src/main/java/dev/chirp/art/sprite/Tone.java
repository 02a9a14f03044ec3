package dev.chirp.art.sprite;

/** How light falls on a colour; whole numbers only. */
enum Tone {
    LIGHT(0xfff2cf, 24),
    BASE(0, 0),
    SHADE(0x2a1f45, 27),
    DARK(0x1d1530, 52),
    CONTOUR(0x140f22, 74);

    private final int towards;
    private final int percent;

    Tone(int towards, int percent) {
        this.towards = towards;
        this.percent = percent;
    }

    int of(int rgb) {
        // Black plumage would turn to mud under the light that suits colours.
        int share = this == LIGHT && lightness(rgb) < 80 ? percent / 2 : percent;
        return mix(rgb >>> 16 & 0xff, towards >>> 16 & 0xff, share) << 16
                | mix(rgb >>> 8 & 0xff, towards >>> 8 & 0xff, share) << 8
                | mix(rgb & 0xff, towards & 0xff, share);
    }

    /** From 0 to 255. */
    static int lightness(int rgb) {
        return (2 * (rgb >>> 16 & 0xff) + 5 * (rgb >>> 8 & 0xff) + (rgb & 0xff)) / 8;
    }

    private static int mix(int from, int to, int percent) {
        return (from * (100 - percent) + to * percent + 50) / 100;
    }
}
