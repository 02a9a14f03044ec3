package dev.chirp.gateway.pressure;

/**
 * A bound with hysteresis: passed above the budget, released at 80 % of it.
 *
 * @param most what may be used, more than 0
 * @param passed whether it is passed now
 */
record Budget(double most, boolean passed) {
    private static final double RELEASED_AT = 0.8;

    Budget {
        if (!(most > 0)) {
            throw new IllegalArgumentException("most: " + most + " (expected: more than 0)");
        }
    }

    static Budget of(double most) {
        return new Budget(most, false);
    }

    /** The budget after it was found to be used so far; what was not found out changes nothing. */
    Budget after(double used) {
        if (Double.isNaN(used)) {
            return this;
        }
        return new Budget(most, passed ? used > most * RELEASED_AT : used > most);
    }
}
