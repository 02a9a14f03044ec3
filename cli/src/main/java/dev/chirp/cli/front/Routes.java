package dev.chirp.cli.front;

import java.util.Comparator;
import java.util.List;

/** Which service answers a path: the longest prefix wins, and a prefix ends at a slash. */
public final class Routes {
    private record Route(String prefix, Target target) {
        boolean matches(String path) {
            return path.startsWith(prefix) && (path.length() == prefix.length() || path.charAt(prefix.length()) == '/');
        }
    }

    private static final List<Route> LONGEST_FIRST = List.of(
                    new Route("/ws/audio/stream", Target.CLASSIFY_WORKER),
                    new Route("/ws/video/stream", Target.CLASSIFY_WORKER),
                    new Route("/ws", Target.NOTIFY_FANOUT),
                    new Route("/ingest", Target.DEVICE_INGEST),
                    new Route("/api/v1/files", Target.DEVICE_INGEST),
                    new Route("/api/v1/tus", Target.DEVICE_INGEST))
            .stream()
            .sorted(Comparator.comparingInt((Route route) -> route.prefix().length())
                    .reversed())
            .toList();

    private Routes() {}

    /** {@code path} without its query; everything that no other service claims belongs to the gateway. */
    public static Target of(String path) {
        return LONGEST_FIRST.stream()
                .filter(route -> route.matches(path))
                .map(Route::target)
                .findFirst()
                .orElse(Target.API_GATEWAY);
    }
}
