package dev.chirp.classify.place;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/**
 * Where and when something was heard.
 *
 * @param latitude degrees north, −90 to 90
 * @param longitude degrees east, −180 to 180
 * @param week of the year in BirdNET's reckoning: four a month, 1 to 48
 */
public record Place(double latitude, double longitude, int week) {
    private static final int WEEKS_PER_MONTH = 4;

    public Place {
        require("latitude", latitude, 90);
        require("longitude", longitude, 180);
        if (week < 1 || week > 48) {
            throw new IllegalArgumentException("week: " + week + " (expected: 1..48)");
        }
    }

    /** The days from the 22nd on belong to a month's fourth week. */
    public static Place at(double latitude, double longitude, Instant when) {
        LocalDate day = LocalDate.ofInstant(when, ZoneOffset.UTC);
        int ofMonth = Math.min(WEEKS_PER_MONTH, (day.getDayOfMonth() - 1) / 7 + 1);
        return new Place(latitude, longitude, (day.getMonthValue() - 1) * WEEKS_PER_MONTH + ofMonth);
    }

    private static void require(String what, double got, double most) {
        if (!(Math.abs(got) <= most)) {
            throw new IllegalArgumentException(what + ": " + got + " (expected: -" + most + ".." + most + ")");
        }
    }
}
