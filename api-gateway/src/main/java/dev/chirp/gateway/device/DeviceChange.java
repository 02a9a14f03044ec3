package dev.chirp.gateway.device;

import dev.chirp.gateway.problem.Problem.FieldError;
import io.r2dbc.spi.Parameter;
import io.r2dbc.spi.Parameters;
import io.r2dbc.spi.R2dbcType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What is to be different about a device, read from a JSON merge patch (RFC 7396): what it does not name stays, what is
 * {@code null} in it is cleared, what no device has is passed over.
 *
 * @param columns the new values of the columns that change
 */
record DeviceChange(Map<String, Parameter> columns) {

    static DeviceChange of(JsonNode patch, List<FieldError> errors) {
        if (!patch.isObject()) {
            errors.add(new FieldError("body", "expected an object"));
        }
        Map<String, Parameter> columns = new LinkedHashMap<>();
        String timezone = text("timezone", patch, columns, errors);
        Double latitude = degrees("latitude", patch, columns, errors);
        Double longitude = degrees("longitude", patch, columns, errors);
        if (patch.has("name")) {
            DeviceFields.checkName(text("name", patch, columns, errors), errors);
        }
        DeviceFields.checkPlace(timezone, latitude, longitude, errors);
        return new DeviceChange(columns);
    }

    private static @Nullable String text(
            String field, JsonNode patch, Map<String, Parameter> columns, List<FieldError> errors) {
        JsonNode value = patch.path(field);
        if (!value.isMissingNode() && !value.isNull() && !value.isString()) {
            errors.add(new FieldError(field, "expected a text"));
        }
        String text = value.isString() ? value.asString() : null;
        if (!value.isMissingNode()) {
            columns.put(field, Parameters.in(R2dbcType.VARCHAR, text));
        }
        return text;
    }

    private static @Nullable Double degrees(
            String field, JsonNode patch, Map<String, Parameter> columns, List<FieldError> errors) {
        JsonNode value = patch.path(field);
        if (!value.isMissingNode() && !value.isNull() && !value.isNumber()) {
            errors.add(new FieldError(field, "expected a number"));
        }
        Double degrees = value.isNumber() ? Double.valueOf(value.asDouble()) : null;
        if (!value.isMissingNode()) {
            columns.put(field, Parameters.in(R2dbcType.DOUBLE, degrees));
        }
        return degrees;
    }
}
