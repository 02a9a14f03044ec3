package dev.chirp.cli.infra;

import dev.chirp.embedded.Loopback;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Where the servers were reached the last time: a port that is still free is used again, so that services which outlived
 * the servers find them.
 *
 * @param environment what {@code infra.env} said; empty at the first start
 */
record LastPorts(Map<String, String> environment) {
    /** The ports of the addresses in this variable, as many as asked for; 0 for one that is unknown or taken. */
    List<Integer> of(String variable, int count) {
        List<String> addresses = Arrays.asList(environment
                .getOrDefault(variable, "")
                .replaceAll("^[a-z-]+://", "")
                .replaceAll("/.*$", "")
                .split(","));
        return IntStream.range(0, count)
                .mapToObj(i -> i < addresses.size() ? free(addresses.get(i)) : 0)
                .toList();
    }

    private static int free(String address) {
        String digits = address.substring(address.lastIndexOf(':') + 1);
        int port = digits.matches("[0-9]{1,5}") ? Integer.parseInt(digits) : 0;
        return port > 0 && Loopback.isFree(port) ? port : 0;
    }
}
