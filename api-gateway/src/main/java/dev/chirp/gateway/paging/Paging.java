package dev.chirp.gateway.paging;

import dev.chirp.gateway.problem.Problem;
import dev.chirp.gateway.problem.Problem.FieldError;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.util.MultiValueMap;

/**
 * One page of a list.
 *
 * @param page from 1
 * @param size entries of a page
 */
public record Paging(int page, int size) {
    static final int DEFAULT_SIZE = 20;
    static final int MAX_SIZE = 100;
    static final int MAX_PAGE = 1_000_000;

    /** Reads {@code page} and {@code size}; wrong ones are added to the errors and replaced. */
    public static Paging of(MultiValueMap<String, String> query, List<FieldError> errors) {
        return new Paging(
                number("page", query.getFirst("page"), 1, MAX_PAGE, 1, errors),
                number("size", query.getFirst("size"), 1, MAX_SIZE, DEFAULT_SIZE, errors));
    }

    public long offset() {
        return (page - 1L) * size;
    }

    /** A whole number within bounds, or the default when it is missing. */
    public static int number(
            String name, @Nullable String text, int min, int max, int otherwise, List<FieldError> errors) {
        if (text == null || text.isEmpty()) {
            return otherwise;
        }
        try {
            int value = Integer.parseInt(text);
            if (value >= min && value <= max) {
                return value;
            }
        } catch (NumberFormatException e) {
            // Told below, like a number that is out of bounds.
        }
        errors.add(new FieldError(name, "expected a whole number from " + min + " to " + max));
        return otherwise;
    }

    /** Throws the problem that the errors amount to. */
    public static void refuse(List<FieldError> errors) {
        if (!errors.isEmpty()) {
            throw Problem.ofFields(errors).toException();
        }
    }
}
