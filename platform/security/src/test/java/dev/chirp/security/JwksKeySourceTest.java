package dev.chirp.security;

import static dev.chirp.security.SigningKey.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class JwksKeySourceTest {
    private static final Duration LONG_PAUSE = Duration.ofHours(1);

    private final SigningKey first = SigningKey.named("first");
    private final SigningKey second = SigningKey.named("second");
    private final AtomicInteger requests = new AtomicInteger();
    private volatile String document = documentOf(first);
    private volatile int status = 200;
    private HttpServer publisher;
    private JwksKeySource keys;

    @BeforeEach
    void startPublisher() throws Exception {
        publisher = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        publisher.createContext("/.well-known/jwks.json", exchange -> {
            requests.incrementAndGet();
            byte[] body = document.getBytes();
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        publisher.start();
        keys = source(Duration.ZERO);
    }

    @AfterEach
    void stop() {
        keys.close();
        publisher.stop(0);
    }

    @Test
    void fetchesOnceForATokenOfAnUnknownKey() {
        assertThat(verify(first.token()).userId()).isEqualTo(7);
        assertThat(verify(first.token()).userId()).isEqualTo(7);
        assertThat(requests).hasValue(1);
    }

    @Test
    void doesNotFetchOnTheCallersThread() {
        assertThatThrownBy(() -> verifier().verify(first.token())).isInstanceOf(TokenVerifier.InvalidToken.class);
        assertThat(requests).hasValue(0);
    }

    @Test
    void followsARotationOfKeys() {
        verify(first.token());
        document = documentOf(first, second);

        verify(second.token());
        verify(first.token());
        document = documentOf(second);
        keys.refresh().toFuture().join();

        assertThatThrownBy(() -> verifier().verify(first.token())).isInstanceOf(TokenVerifier.InvalidToken.class);
    }

    @Test
    void keepsItsKeysWhileThePublisherIsAway() {
        verify(first.token());
        status = 503;

        assertThatThrownBy(() -> keys.refresh().toFuture().join()).hasMessageContaining("503");
        assertThat(verify(first.token()).userId()).isEqualTo(7);
    }

    @Test
    void keepsItsKeysWhenTheAnswerIsNoJwks() {
        verify(first.token());
        document = "<html>";

        assertThatThrownBy(() -> keys.refresh().toFuture().join()).hasMessageContaining("not a JWKS");
        assertThat(verify(first.token()).userId()).isEqualTo(7);
    }

    @Test
    void refusesADocumentThatIsTooLarge() {
        document = " ".repeat((int) JwksKeySource.MAX_DOCUMENT_BYTES) + documentOf(first);

        assertThatThrownBy(() -> keys.refresh().toFuture().join()).isNotNull();
        assertThat(keys.hasKeys()).isFalse();
    }

    @Test
    void asksAtMostOncePerPause() {
        keys.close();
        keys = source(LONG_PAUSE);

        for (int i = 0; i < 20; i++) {
            assertThatThrownBy(() -> verify(second.token())).hasCauseInstanceOf(TokenVerifier.InvalidToken.class);
        }
        assertThat(requests).hasValue(1);
    }

    @Test
    void fetchesInTheBackgroundUntilItSucceeds() {
        status = 503;
        keys.start();
        awaitRequests(2);
        status = 200;

        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!keys.hasKeys() && System.nanoTime() < deadline) {
            LockSupport.parkNanos(5_000_000);
        }
        assertThat(keys.hasKeys()).isTrue();
    }

    @Test
    void neverKeepsAPrivateKey() {
        verify(first.token());

        List<JWK> known = keys.get(new JWKSelector(new JWKMatcher.Builder().build()), null);
        assertThat(known).hasSize(1).noneMatch(JWK::isPrivate);
    }

    private void awaitRequests(int count) {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (requests.get() < count && System.nanoTime() < deadline) {
            LockSupport.parkNanos(5_000_000);
        }
        assertThat(requests.get()).isGreaterThanOrEqualTo(count);
    }

    private AccessToken verify(String token) {
        return verifier().verifyAsync(token).toFuture().join();
    }

    private TokenVerifier verifier() {
        return new NimbusTokenVerifier(keys, "chirp-neighbor", "chirp-neighbor", InstantSource.fixed(NOW));
    }

    private JwksKeySource source(Duration minPause) {
        return new JwksKeySource(
                URI.create("http://127.0.0.1:" + publisher.getAddress().getPort() + "/.well-known/jwks.json"),
                minPause);
    }

    /** Private parts included, as a careless publisher would. */
    private static String documentOf(SigningKey... keys) {
        return new JWKSet(Arrays.stream(keys).map(key -> (JWK) key.key()).toList()).toString(false);
    }
}
