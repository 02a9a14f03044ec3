package dev.chirp.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import reactor.core.publisher.Mono;

class RequestIdFilterTest {
    private static final String TRACEPARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    @Test
    void answersTheIdThatTheClientSent() {
        MockServerWebExchange exchange = filtered("X-Request-Id", "walk-7");

        assertThat(RequestIdFilter.idOf(exchange)).isEqualTo("walk-7");
        assertThat(exchange.getResponse().getHeaders().getFirst("X-Request-Id")).isEqualTo("walk-7");
    }

    @Test
    void givesAnIdOfItsOwnInsteadOfOneThatIsNotSafeToLog() {
        MockServerWebExchange exchange = filtered("X-Request-Id", "walk\" 7");

        assertThat(RequestIdFilter.idOf(exchange))
                .isEqualTo(RequestIdFilter.idOf(exchange))
                .isEqualTo(exchange.getResponse().getHeaders().getFirst("X-Request-Id"))
                .matches("[0-9a-f-]{36}");
    }

    @Test
    void takesTheTraceOfTheClientWhereItHasNone() {
        assertThat(RequestIdFilter.traceparentOf(filtered("traceparent", TRACEPARENT)))
                .isEqualTo(TRACEPARENT);
        assertThat(RequestIdFilter.traceparentOf(filtered("traceparent", "00-zz")))
                .isNull();
    }

    private static MockServerWebExchange filtered(String header, String value) {
        MockServerWebExchange exchange = MockServerWebExchange.from(
                MockServerHttpRequest.get("/health").header(header, value).build());
        new RequestIdFilter().filter(exchange, through -> Mono.empty()).block();
        return exchange;
    }
}
