package dev.chirp.security;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.text.ParseException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/**
 * The public keys that another service publishes as a JWKS. Reading never blocks: keys are fetched in the background
 * from {@link #start()} on and then every {@link #REFRESH_EVERY}. While the publisher is away the last keys stay valid.
 */
public final class JwksKeySource implements JWKSource<SecurityContext>, AutoCloseable {
    static final Duration REFRESH_EVERY = Duration.ofMinutes(5);
    static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(3);
    static final long MAX_DOCUMENT_BYTES = 64 * 1024;

    private static final Logger log = LoggerFactory.getLogger(JwksKeySource.class);

    private final URI uri;
    private final long minPauseNanos;
    private final HttpClient client;
    private final Disposable.Swap background = Disposables.swap();
    private volatile JWKSet keys = new JWKSet();
    private long lastAskedAt;
    private @Nullable Mono<Void> lastAnswer;

    /** Keys at an absolute {@code http} or {@code https} address; tokens of unknown keys cause at most a fetch per second. */
    public JwksKeySource(URI uri) {
        this(uri, Duration.ofSeconds(1));
    }

    JwksKeySource(URI uri, Duration minPause) {
        this.uri = uri;
        this.minPauseNanos = minPause.toNanos();
        this.client = HttpClient.newBuilder()
                .connectTimeout(REQUEST_TIMEOUT)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    /** Begins to fetch in the background, at once and until it succeeds, then at the regular pace. */
    public JwksKeySource start() {
        background.update(Mono.defer(this::refresh)
                .doOnError(e -> log.atDebug().addKeyValue("jwks_uri", uri).log("Keys cannot be fetched yet"))
                .retryWhen(Retry.backoff(Long.MAX_VALUE, Duration.ofMillis(250))
                        .maxBackoff(Duration.ofSeconds(5))
                        .jitter(0.2))
                .repeatWhen(done -> done.delayElements(REFRESH_EVERY))
                .subscribe());
        return this;
    }

    /** Whether any key is known; a service that needs them is not ready before. */
    public boolean hasKeys() {
        return !keys.isEmpty();
    }

    @Override
    public List<JWK> get(JWKSelector selector, @Nullable SecurityContext context) {
        return selector.select(keys);
    }

    /**
     * Completes when the keys have been fetched again; callers share one request, and a call within the minimal pause
     * gets the answer of the request before it.
     */
    synchronized Mono<Void> refresh() {
        Mono<Void> before = lastAnswer;
        if (before != null && System.nanoTime() - lastAskedAt < minPauseNanos) {
            return before;
        }
        lastAskedAt = System.nanoTime();
        Mono<Void> answer = Mono.fromFuture(client.sendAsync(
                        HttpRequest.newBuilder(uri).timeout(REQUEST_TIMEOUT).build(),
                        BodyHandlers.limiting(BodyHandlers.ofString(), MAX_DOCUMENT_BYTES)))
                .flatMap(this::accept)
                .cache();
        lastAnswer = answer;
        return answer;
    }

    private Mono<Void> accept(HttpResponse<String> response) {
        if (response.statusCode() != 200) {
            return Mono.error(new IOException("status: " + response.statusCode() + " (expected: 200)"));
        }
        try {
            keys = JWKSet.parse(response.body()).toPublicJWKSet();
            return Mono.empty();
        } catch (ParseException e) {
            return Mono.error(new IOException("the answer is not a JWKS"));
        }
    }

    /** Stops fetching; the keys known so far stay usable. */
    @Override
    public void close() {
        background.dispose();
        client.shutdownNow();
    }
}
