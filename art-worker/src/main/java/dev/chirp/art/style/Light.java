package dev.chirp.art.style;

/** Light and contrast as WCAG 2.2 defines them ("relative luminance", "contrast ratio"). */
final class Light {
    private static final double FLARE = 0.05;

    private Light() {}

    /** The linear light, 0 to 1, of a channel of sRGB, 0 to 255. */
    static double linear(int channel) {
        double c = channel / 255.0;
        return c <= 0.04045 ? c / 12.92 : Math.pow((c + 0.055) / 1.055, 2.4);
    }

    /** The ratio, 1 to 21, of two colours. */
    static double contrast(int rgb, int otherRgb) {
        double one = luminance(rgb) + FLARE;
        double other = luminance(otherRgb) + FLARE;
        return Math.max(one, other) / Math.min(one, other);
    }

    private static double luminance(int rgb) {
        return 0.2126 * linear(rgb >>> 16 & 0xff) + 0.7152 * linear(rgb >>> 8 & 0xff) + 0.0722 * linear(rgb & 0xff);
    }
}
