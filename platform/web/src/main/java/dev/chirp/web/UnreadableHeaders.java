package dev.chirp.web;

import dev.chirp.contracts.event.EventJson;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.HttpHandlerDecoratorFactory;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import reactor.core.publisher.Mono;

/**
 * Refuses a request whose {@code Content-Type} or {@code Accept} breaks the reader of Spring (an odd number of quotation
 * marks before the slash does), before Spring reads them: that happens outside of all filters, and the connection would
 * end without an answer. What Spring merely calls invalid is left to whoever handles the request.
 */
public final class UnreadableHeaders implements HttpHandlerDecoratorFactory {

    @Override
    public HttpHandler apply(HttpHandler handler) {
        return (request, response) -> {
            HttpHeaders headers = request.getHeaders();
            if (!isReadable(headers::getContentType)) {
                return refuse(
                        HttpStatus.UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type", "Content-Type", request, response);
            }
            if (!isReadable(headers::getAccept)) {
                return refuse(HttpStatus.NOT_ACCEPTABLE, "not_acceptable", "Accept", request, response);
            }
            return handler.handle(request, response);
        };
    }

    /** Whether it can be read, or be refused as it should. */
    private static boolean isReadable(Runnable reading) {
        try {
            reading.run();
            return true;
        } catch (InvalidMediaTypeException expected) {
            return true;
        } catch (StringIndexOutOfBoundsException e) {
            return false;
        }
    }

    private static Mono<Void> refuse(
            HttpStatus status, String code, String header, ServerHttpRequest request, ServerHttpResponse response) {
        String requestId = RequestId.of(request.getHeaders().getFirst(RequestId.HEADER));
        byte[] body = EventJson.MAPPER.writeValueAsBytes(ProblemDocument.of(
                status.value(),
                status.getReasonPhrase(),
                code,
                "The header " + header + " cannot be read.",
                requestId));
        response.setStatusCode(status);
        response.getHeaders().set(RequestId.HEADER, requestId);
        response.getHeaders().set(HttpHeaders.CONTENT_TYPE, ProblemDocument.MEDIA_TYPE);
        response.getHeaders().setContentLength(body.length);
        return response.writeWith(
                Mono.fromSupplier(() -> response.bufferFactory().wrap(body)));
    }
}
