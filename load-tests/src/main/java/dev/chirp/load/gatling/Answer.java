package dev.chirp.load.gatling;

/**
 * How one request ended.
 *
 * @param at milliseconds since 1970
 * @param measured false: while warming up
 * @param status 0 without an answer
 * @param millis from the request to the whole answer
 * @param namesPause whether it has {@code Retry-After}
 * @param capture 0 for none
 */
public record Answer(long at, boolean measured, int status, long millis, boolean namesPause, long capture) {
    private static final int FIELDS = 6;

    /** A line that Gatling's process wrote. */
    static Answer parse(String line) {
        String[] fields = line.split(",", -1);
        if (fields.length != FIELDS) {
            throw new IllegalArgumentException("answer: " + line + " (expected: " + FIELDS + " fields)");
        }
        return new Answer(
                Long.parseLong(fields[0]),
                fields[1].equals("measured"),
                Integer.parseInt(fields[2]),
                Long.parseLong(fields[3]),
                Boolean.parseBoolean(fields[4]),
                Long.parseLong(fields[5]));
    }

    /** Told to come back, and when. */
    public boolean isPostponed() {
        return (status == 429 || status == 503) && namesPause;
    }
}
