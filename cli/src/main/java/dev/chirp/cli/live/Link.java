package dev.chirp.cli.live;

import dev.chirp.contracts.event.EventJson;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/** The calls of a live client to the platform. Each may block, and says what came of it as an {@link Input}. */
final class Link {
    private static final Duration TIMEOUT = Duration.ofMillis(LiveMachine.CONNECT_MILLIS);
    private static final int POLL_PAGE = 500;
    private static final int UNAUTHORIZED = 401;
    private final HttpClient http;
    private final LiveOptions options;
    private final Tokens tokens;

    Link(HttpClient http, LiveOptions options, Tokens tokens) {
        this.http = http;
        this.options = options;
        this.tokens = tokens;
    }

    /** Opens a socket; what it hears, and that it could not be opened, goes to {@code inputs}. */
    void open(Effect.Connect wanted, LiveSocket socket, Consumer<Input> inputs) {
        try {
            http.newWebSocketBuilder()
                    .connectTimeout(TIMEOUT)
                    .header("Authorization", "Bearer " + token(wanted.renewed()))
                    .buildAsync(address(wanted.since()), socket)
                    .join();
        } catch (Tokens.Refused e) {
            inputs.accept(new Input.Refused(UNAUTHORIZED, String.valueOf(e.getMessage())));
        } catch (IOException e) {
            inputs.accept(new Input.Refused(0, String.valueOf(e.getMessage())));
        } catch (CompletionException e) {
            inputs.accept(refusal(e.getCause(), options.platform()));
        }
    }

    private static Input.Refused refusal(@Nullable Throwable cause, URI platform) {
        if (cause instanceof WebSocketHandshakeException handshake) {
            HttpResponse<?> answer = handshake.getResponse();
            return new Input.Refused(answer.statusCode(), "the server refuses with status " + answer.statusCode());
        }
        if (cause instanceof ConnectException) {
            return new Input.Refused(0, "nothing answers at " + platform);
        }
        return new Input.Refused(0, String.valueOf(cause == null ? null : cause.getMessage()));
    }

    private URI address(List<String> since) {
        List<String> query = new ArrayList<>();
        if (options.clientId() != null) {
            query.add("client_id=" + encode(options.clientId()));
        }
        since.forEach(one -> query.add("since=" + encode(one)));
        String path = "/ws" + (query.isEmpty() ? "" : "?" + String.join("&", query));
        return URI.create(options.platform().resolve(path).toString().replaceFirst("^http", "ws"));
    }

    /** Reads a page of the log. */
    Input poll(Effect.Poll wanted) throws InterruptedException {
        try {
            String path = "/api/v1/events?channel=user&after=%d&limit=%d".formatted(wanted.after(), POLL_PAGE);
            HttpRequest request = HttpRequest.newBuilder(options.platform().resolve(path))
                    .header("Authorization", "Bearer " + token(wanted.renewed()))
                    .timeout(TIMEOUT)
                    .build();
            HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
            return answer.statusCode() == 200
                    ? new Input.Polled(EventJson.MAPPER.readTree(answer.body()))
                    : new Input.PollFailed(answer.statusCode());
        } catch (IOException | JacksonException | Tokens.Refused e) {
            return new Input.PollFailed(0);
        }
    }

    /** Gets another token. */
    Input renew() {
        try {
            return new Input.Renewed(tokens.renewed());
        } catch (IOException | Tokens.Refused e) {
            return new Input.RenewalFailed();
        }
    }

    private String token(boolean renewed) throws IOException, Tokens.Refused {
        return Objects.requireNonNull(renewed ? tokens.renewed() : tokens.current());
    }

    private static String encode(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
