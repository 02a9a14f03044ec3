package dev.chirp.art.style;

/**
 * A colour in Oklab, where equal distances look about equally different (B. Ottosson, "A perceptual color space for
 * image processing", 2020; its matrices are the constants below). A just noticeable difference is about 0.02.
 *
 * @param l from 0 (black) to 1 (white)
 */
record Oklab(double l, double a, double b) {

    /** Of linear light, each channel from 0 to 1. */
    static Oklab of(double red, double green, double blue) {
        double l = Math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue);
        double m = Math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue);
        double s = Math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue);
        return new Oklab(
                0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s,
                1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s,
                0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s);
    }

    static Oklab of(int rgb) {
        return of(Light.linear(rgb >>> 16 & 0xff), Light.linear(rgb >>> 8 & 0xff), Light.linear(rgb & 0xff));
    }

    double distance(Oklab other) {
        return Math.sqrt(squaredDistance(other));
    }

    double squaredDistance(Oklab other) {
        double dl = l - other.l;
        double da = a - other.a;
        double db = b - other.b;
        return dl * dl + da * da + db * db;
    }
}
