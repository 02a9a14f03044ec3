package dev.chirp.gateway.device;

import dev.chirp.gateway.problem.Problem.FieldError;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a device may be called and where it may stand. */
final class DeviceFields {
    private static final int MAX_NAME_CHARS = 100;

    private DeviceFields() {}

    static void checkName(@Nullable String name, List<FieldError> errors) {
        if (name == null || name.isBlank() || name.length() > MAX_NAME_CHARS) {
            errors.add(new FieldError("name", "expected 1 to " + MAX_NAME_CHARS + " characters"));
        }
    }

    static void checkPlace(
            @Nullable String timezone, @Nullable Double latitude, @Nullable Double longitude, List<FieldError> errors) {
        if (timezone != null && !isZone(timezone)) {
            errors.add(new FieldError("timezone", "expected a time zone such as Europe/Berlin"));
        }
        if (latitude != null && !(Math.abs(latitude) <= 90)) {
            errors.add(new FieldError("latitude", "expected degrees from -90 to 90"));
        }
        if (longitude != null && !(Math.abs(longitude) <= 180)) {
            errors.add(new FieldError("longitude", "expected degrees from -180 to 180"));
        }
    }

    private static boolean isZone(String text) {
        try {
            ZoneId.of(text);
            return true;
        } catch (DateTimeException e) {
            return false;
        }
    }
}
