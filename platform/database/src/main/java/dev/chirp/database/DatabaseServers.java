package dev.chirp.database;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The servers of one database, of which one at a time takes writes: a primary and its standbys.
 *
 * @param servers at least one, in the order in which they are tried
 */
public record DatabaseServers(List<Server> servers, String database) {
    private static final int LAST_PORT = 65_535;

    /** One server, by its name or its address without brackets. */
    public record Server(String host, int port) {
        @Override
        public String toString() {
            return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
        }
    }

    public DatabaseServers {
        servers = List.copyOf(servers);
    }

    /**
     * Reads one server, such as {@code pg-1} or {@code pg-1:5432}, or several of them separated by commas.
     *
     * @param port of those that name none
     * @throws IllegalArgumentException says which part is wrong
     */
    public static DatabaseServers parse(String hosts, int port, String database) {
        return new DatabaseServers(
                Arrays.stream(hosts.split(",", -1))
                        .map(server -> server(server.strip(), port))
                        .toList(),
                database);
    }

    /** What {@code CHIRP_DB_HOST}, {@code CHIRP_DB_PORT} and {@code CHIRP_DB_NAME} say; all of them are there. */
    public static DatabaseServers in(Map<String, String> environment) {
        return parse(
                environment.getOrDefault("CHIRP_DB_HOST", ""),
                Integer.parseInt(environment.getOrDefault("CHIRP_DB_PORT", "")),
                environment.getOrDefault("CHIRP_DB_NAME", ""));
    }

    private static Server server(String text, int port) {
        int colon = text.startsWith("[") ? text.indexOf(':', text.indexOf(']')) : text.lastIndexOf(':');
        String host = colon < 0 ? text : text.substring(0, colon);
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        if (host.isEmpty() || (host.contains(":") && !bracketed)) {
            throw wrong(text);
        }
        return new Server(
                bracketed ? host.substring(1, host.length() - 1) : host,
                colon < 0 ? port : port(text, text.substring(colon + 1)));
    }

    private static int port(String server, String digits) {
        try {
            int port = Integer.parseInt(digits);
            if (port > 0 && port <= LAST_PORT) {
                return port;
            }
        } catch (NumberFormatException e) {
            // As bad as a number that is no port.
        }
        throw wrong(server);
    }

    private static IllegalArgumentException wrong(String server) {
        return new IllegalArgumentException(
                "server of PostgreSQL: '%s' (expected: host, host:port or [IPv6]:port)".formatted(server));
    }

    @Override
    public String toString() {
        return servers.stream().map(Server::toString).collect(Collectors.joining(",")) + "/" + database;
    }
}
