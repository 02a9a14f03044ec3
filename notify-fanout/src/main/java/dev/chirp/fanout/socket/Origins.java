package dev.chirp.fanout.socket;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which web pages may open sockets: those of the own host, of this machine, and those configured. */
final class Origins {
    private static final Set<String> LOCAL = Set.of("localhost", "127.0.0.1", "[::1]");

    private final Set<String> allowed;

    Origins(Iterable<String> allowed) {
        var origins = new HashSet<String>();
        allowed.forEach(origins::add);
        this.allowed = Set.copyOf(origins);
    }

    /** No origin means that no browser is asking. */
    boolean allow(@Nullable String origin, @Nullable String host) {
        if (origin == null || allowed.contains(origin)) {
            return true;
        }
        try {
            URI page = new URI(origin);
            String authority = page.getAuthority();
            return authority != null
                    && (authority.equalsIgnoreCase(host) || LOCAL.contains(String.valueOf(page.getHost())));
        } catch (URISyntaxException e) {
            return false;
        }
    }
}
