package dev.chirp.web;

import java.util.LinkedHashMap;
import java.util.Map;

/** What is said of a failed request, in the form of RFC 9457. */
public final class ProblemDocument {
    public static final String MEDIA_TYPE = "application/problem+json";

    private ProblemDocument() {}

    /**
     * Of no type of its own: the title is that of the status.
     *
     * @param code for programs; stable
     * @param detail a sentence for people
     * @return a new map, in the order in which people read it; more may be added
     */
    public static Map<String, Object> of(int status, String title, String code, String detail, String requestId) {
        return of("about:blank", status, title, code, detail, requestId);
    }

    /** As {@link #of(int, String, String, String, String)}, with the address of what is written about such problems. */
    public static Map<String, Object> of(
            String type, int status, String title, String code, String detail, String requestId) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("type", type);
        document.put("title", title);
        document.put("status", status);
        document.put("detail", detail);
        document.put("code", code);
        document.put("request_id", requestId);
        return document;
    }
}
