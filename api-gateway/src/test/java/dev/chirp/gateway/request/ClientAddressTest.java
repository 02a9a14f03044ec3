package dev.chirp.gateway.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClientAddressTest {
    private static final List<String> OURS = List.of("10.0.0.1", "10.0.0.2");

    @Test
    void isThatOfTheConnection() {
        assertThat(find("203.0.113.7", List.of(), OURS)).isEqualTo("203.0.113.7");
        assertThat(ClientAddress.find(null, List.of(), OURS)).isEqualTo("unknown");
    }

    @Test
    void isNotWhatAStrangerSays() {
        assertThat(find("203.0.113.7", List.of("198.51.100.1"), OURS)).isEqualTo("203.0.113.7");
        assertThat(find("203.0.113.7", List.of("10.0.0.1"), List.of())).isEqualTo("203.0.113.7");
    }

    @Test
    void isTheNearestBehindProxiesOfOurs() {
        assertThat(find("10.0.0.1", List.of("198.51.100.1, 203.0.113.7"), OURS)).isEqualTo("203.0.113.7");
        assertThat(find("10.0.0.1", List.of("198.51.100.1", "203.0.113.7, 10.0.0.2"), OURS))
                .isEqualTo("203.0.113.7");
        assertThat(find("10.0.0.1", List.of("10.0.0.2"), OURS)).isEqualTo("10.0.0.2");
        assertThat(find("10.0.0.1", List.of(), OURS)).isEqualTo("10.0.0.1");
    }

    @Test
    void asksNoNameServerAboutWhatIsNoAddress() {
        assertThat(find("10.0.0.1", List.of("example.org"), OURS)).isEqualTo("10.0.0.1");
        assertThat(find("10.0.0.1", List.of("1.2.3.4.5"), OURS)).isEqualTo("10.0.0.1");
        assertThat(find("10.0.0.1", List.of("999.1.1.1"), OURS)).isEqualTo("10.0.0.1");
        assertThat(find("10.0.0.1", List.of("\r\n"), OURS)).isEqualTo("10.0.0.1");
    }

    @Test
    void isTheNetworkOfAnIpv6Address() {
        assertThat(find("2001:db8:1:2:3:4:5:6", List.of(), OURS))
                .isEqualTo(find("2001:db8:1:2:ffff::1", List.of(), OURS))
                .isEqualTo("20010db800010002/64");
    }

    private static String find(String remote, List<String> forwarded, List<String> proxies) {
        return ClientAddress.find(new InetSocketAddress(remote, 1), forwarded, proxies);
    }
}
