package dev.chirp.art.shape;

/** Where written coordinates lie on the canvas; all positions are sixteenths of a pixel. */
record Frame(int originX, int originY, int unitNumerator, int unitDenominator) {
    static final int PER_PIXEL = 16;

    /** Coordinates are pixels of the canvas. */
    static final Frame CANVAS = new Frame(PER_PIXEL / 2, PER_PIXEL / 2, PER_PIXEL, 1);

    /** Coordinates are hundredths of a head's radius, from its centre. */
    static Frame ofHead(int centreX, int centreY, int radius) {
        return new Frame(
                centreX * PER_PIXEL + PER_PIXEL / 2, centreY * PER_PIXEL + PER_PIXEL / 2, radius * PER_PIXEL, 100);
    }

    int x(int written) {
        return originX + Math.floorDiv(written * unitNumerator, unitDenominator);
    }

    int y(int written) {
        return originY + Math.floorDiv(written * unitNumerator, unitDenominator);
    }
}
