package dev.chirp.gateway.device;

import dev.chirp.gateway.problem.Problem.FieldError;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a user says about a new device. */
record NewDevice(
        @Nullable String name,
        @Nullable String timezone,
        @Nullable Double latitude,
        @Nullable Double longitude) {

    List<FieldError> errors() {
        List<FieldError> errors = new ArrayList<>();
        DeviceFields.checkName(name, errors);
        DeviceFields.checkPlace(timezone, latitude, longitude, errors);
        return errors;
    }
}
