package dev.chirp.gateway.request;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.web.server.ServerWebExchange;

/**
 * Who a request comes from, as far as that can be known without a token: the address of the connection, or, when that is
 * a proxy of ours, the nearest address in {@code X-Forwarded-For} that is none. Of an IPv6 address the first 64 bits,
 * because whoever has one has all of those.
 */
public final class ClientAddress {
    static final String ATTRIBUTE = ClientAddress.class.getName();
    private static final String UNKNOWN = "unknown";
    private static final int IPV6_NETWORK_BYTES = 8;
    /** What {@link InetAddress} reads without asking a name server. */
    private static final Pattern LITERAL =
            Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");

    private ClientAddress() {}

    /** As text; {@code unknown} where there is no address. */
    public static String of(ServerWebExchange exchange) {
        return exchange.getAttributeOrDefault(ATTRIBUTE, UNKNOWN);
    }

    /** @param forwarded the values of {@code X-Forwarded-For}, in the order of the headers */
    static String find(@Nullable InetSocketAddress remote, List<String> forwarded, List<String> trustedProxies) {
        if (remote == null || remote.getAddress() == null) {
            return UNKNOWN;
        }
        InetAddress nearest = remote.getAddress();
        List<String> hops = forwarded.stream()
                .flatMap(value -> Arrays.stream(value.split(",")))
                .map(String::strip)
                .toList();
        for (int i = hops.size() - 1; i >= 0 && trustedProxies.contains(nearest.getHostAddress()); i--) {
            InetAddress hop = parse(hops.get(i));
            if (hop == null) {
                break;
            }
            nearest = hop;
        }
        return text(nearest);
    }

    private static @Nullable InetAddress parse(String text) {
        try {
            return LITERAL.matcher(text).matches() ? InetAddress.getByName(text) : null;
        } catch (java.net.UnknownHostException e) {
            return null;
        }
    }

    private static String text(InetAddress address) {
        return address instanceof Inet6Address
                ? HexFormat.of().formatHex(address.getAddress(), 0, IPV6_NETWORK_BYTES) + "/64"
                : address.getHostAddress();
    }
}
