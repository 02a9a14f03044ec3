package dev.chirp.audio.spectrogram;

/** The power spectrum of windows of one size, a power of two; iterative radix 2. Not thread-safe. */
final class Fourier {
    private final int size;
    private final float[] window;
    private final float[] cosine;
    private final float[] sine;
    private final float[] real;
    private final float[] imaginary;

    Fourier(int size) {
        this.size = size;
        this.window = new float[size];
        this.cosine = new float[size / 2];
        this.sine = new float[size / 2];
        this.real = new float[size];
        this.imaginary = new float[size];
        for (int i = 0; i < size; i++) {
            // Hann, normalised to a sum of 1, so that a full-scale sine has a power of 1/4.
            window[i] = (float) ((1 - Math.cos(2 * Math.PI * i / size)) / size);
        }
        for (int i = 0; i < size / 2; i++) {
            cosine[i] = (float) Math.cos(2 * Math.PI * i / size);
            sine[i] = (float) -Math.sin(2 * Math.PI * i / size);
        }
    }

    /**
     * Writes the power of bins 0 to size/2 - 1.
     *
     * @param ring the last {@code size} samples, of which {@code ring[oldest]} is the first
     */
    void power(float[] ring, int oldest, float[] power) {
        int shift = Integer.numberOfLeadingZeros(size) + 1;
        for (int i = 0; i < size; i++) {
            int at = Integer.reverse(i) >>> shift;
            real[at] = ring[(oldest + i) % size] * window[i];
            imaginary[at] = 0;
        }
        for (int half = 1; half < size; half *= 2) {
            butterflies(half);
        }
        for (int bin = 0; bin < size / 2; bin++) {
            power[bin] = real[bin] * real[bin] + imaginary[bin] * imaginary[bin];
        }
    }

    private void butterflies(int half) {
        int stride = size / (2 * half);
        for (int block = 0; block < size; block += 2 * half) {
            for (int i = 0; i < half; i++) {
                int low = block + i;
                int high = low + half;
                float re = real[high] * cosine[i * stride] - imaginary[high] * sine[i * stride];
                float im = real[high] * sine[i * stride] + imaginary[high] * cosine[i * stride];
                real[high] = real[low] - re;
                imaginary[high] = imaginary[low] - im;
                real[low] += re;
                imaginary[low] += im;
            }
        }
    }
}
