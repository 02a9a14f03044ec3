package dev.chirp.gateway.bird;

import dev.chirp.gateway.paging.Paging;
import java.util.ArrayList;
import java.util.List;
import org.springframework.http.HttpHeaders;

/** The {@code Link} header of a bare array (RFC 8288). */
final class PageLinks {
    private PageLinks() {}

    static void write(HttpHeaders headers, String path, Paging paging, long total) {
        long last = Math.max(1, (total + paging.size() - 1) / paging.size());
        List<String> links = new ArrayList<>();
        links.add(link(path, 1, paging.size(), "first"));
        if (paging.page() > 1) {
            links.add(link(path, Math.min(paging.page() - 1L, last), paging.size(), "prev"));
        }
        if (paging.page() < last) {
            links.add(link(path, paging.page() + 1L, paging.size(), "next"));
        }
        links.add(link(path, last, paging.size(), "last"));
        headers.set(HttpHeaders.LINK, String.join(", ", links));
    }

    private static String link(String path, long page, int size, String relation) {
        return "<" + path + "?page=" + page + "&size=" + size + ">; rel=\"" + relation + "\"";
    }
}
