package dev.chirp.song.voice;

import dev.chirp.song.variation.Dice;

/**
 * What a place sounds like when nothing sings; loudness of each part, about 1 for a clearly heard one, 0 for none.
 *
 * @param hiss of the microphone
 * @param distance pink rumble of all that is far away
 * @param wind gusts
 * @param rain drops
 * @param rustle leaves
 * @param traffic cars that pass on a street
 * @param insects a meadow
 */
public record Weather(
        double hiss, double distance, double wind, double rain, double rustle, double traffic, double insects) {
    public static final Weather STILL = new Weather(0.3, 0.4, 0, 0, 0.3, 0, 0);
    public static final Weather WINDY = new Weather(0.3, 0.5, 1.2, 0, 0.8, 0, 0);
    public static final Weather RAIN = new Weather(0.4, 0.5, 0.4, 1.2, 0.2, 0, 0);
    public static final Weather STREET = new Weather(0.3, 0.8, 0.3, 0, 0.2, 1.2, 0);
    public static final Weather SUMMER_NIGHT = new Weather(0.3, 0.3, 0, 0, 0.2, 0, 0.35);

    /** Some mixture; each of wind, rain, leaves, traffic and insects in a part of the recordings only. */
    static Weather any(Dice dice) {
        return new Weather(
                dice.in(0.05, 1),
                dice.in(0.1, 1),
                dice.chance(0.4) ? dice.in(0.3, 2) : 0,
                dice.chance(0.2) ? dice.in(0.3, 1.5) : 0,
                dice.chance(0.25) ? dice.in(0.3, 1.2) : 0,
                dice.chance(0.2) ? dice.in(0.3, 1.5) : 0,
                dice.chance(0.15) ? dice.in(0.05, 0.3) : 0);
    }
}
