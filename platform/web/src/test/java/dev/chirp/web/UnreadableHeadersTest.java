package dev.chirp.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chirp.contracts.event.EventJson;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.http.server.reactive.MockServerHttpResponse;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

class UnreadableHeadersTest {
    private final AtomicInteger handled = new AtomicInteger();
    private final HttpHandler handler = new UnreadableHeaders().apply((request, response) -> {
        handled.incrementAndGet();
        return Mono.empty();
    });

    @ParameterizedTest
    @ValueSource(strings = {"\"\"\"\"\"di/ol15e1", "\"\"\"\"\"\"di/ol"})
    void refusesWhatBreaksTheReader(String value) {
        MockServerHttpResponse response = send("Content-Type", value);

        assertThat(response.getStatusCode()).isEqualTo(HttpStatus.UNSUPPORTED_MEDIA_TYPE);
        JsonNode problem = EventJson.MAPPER.readTree(response.getBodyAsString().block());
        assertThat(problem.get("code").asString()).isEqualTo("unsupported_media_type");
        assertThat(problem.get("detail").asString()).isEqualTo("The header Content-Type cannot be read.");
        assertThat(problem.get("request_id").asString()).isEqualTo("id-1");
        assertThat(response.getHeaders().getFirst("X-Request-Id")).isEqualTo("id-1");
        assertThat(handled).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"\"\"\"\"di/ol15e1", "\"\"\"\"\"\"di/ol"})
    void refusesAnAnswerInAFormThatNobodyCanRead(String value) {
        assertThat(send("Accept", value).getStatusCode()).isEqualTo(HttpStatus.NOT_ACCEPTABLE);
        assertThat(handled).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/html",
                "multipart/form-data; boundary=\"a b\"",
                "audio/L16;rate=16000;channels=1",
                "text",
                "a/b; charset=none",
                ""
            })
    void letsOthersPass(String value) {
        assertThat(send("Content-Type", value).getStatusCode()).isNull();
        assertThat(send("Accept", value).getStatusCode()).isNull();
        assertThat(handled).hasValue(2);
    }

    @Test
    void letsARequestPassThatHasNeither() {
        assertThat(send("Other", "x").getStatusCode()).isNull();
        assertThat(handled).hasValue(1);
    }

    private MockServerHttpResponse send(String header, String value) {
        MockServerHttpResponse response = new MockServerHttpResponse();
        handler.handle(
                        MockServerHttpRequest.post("/")
                                .header(header, value)
                                .header("X-Request-Id", "id-1")
                                .build(),
                        response)
                .block();
        return response;
    }
}
