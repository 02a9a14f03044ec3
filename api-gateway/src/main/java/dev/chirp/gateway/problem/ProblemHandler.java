package dev.chirp.gateway.problem;

import dev.chirp.gateway.request.RequestOrigin;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebExceptionHandler;
import reactor.core.publisher.Mono;

/** The one place where a failed request becomes an answer. What nobody expected is logged here and told nobody. */
@Component
@Order(-2)
final class ProblemHandler implements WebExceptionHandler {
    private static final Logger log = LoggerFactory.getLogger(ProblemHandler.class);
    private final ProblemWriter writer;

    ProblemHandler(ProblemWriter writer) {
        this.writer = writer;
    }

    @Override
    public Mono<Void> handle(ServerWebExchange exchange, Throwable failure) {
        if (exchange.getResponse().isCommitted()) {
            note(Level.DEBUG, exchange, failure);
            return Mono.error(failure);
        }
        Problem problem = FailureMapping.problemOf(failure);
        switch (problem.type()) {
            // A connection that broke is the client's business.
            case INTERNAL_ERROR -> note(failure instanceof IOException ? Level.DEBUG : Level.ERROR, exchange, failure);
            case DATABASE_AWAY, OVERLOADED -> note(Level.WARN, exchange, failure);
            default -> {}
        }
        return writer.write(exchange, problem);
    }

    private static void note(Level level, ServerWebExchange exchange, Throwable failure) {
        var event = log.atLevel(level)
                .addKeyValue("request_id", RequestOrigin.of(exchange).requestId())
                .addKeyValue("method", exchange.getRequest().getMethod())
                .addKeyValue("path", exchange.getRequest().getPath().value())
                .addKeyValue("reason", failure.getClass().getSimpleName());
        (level == Level.ERROR ? event.setCause(failure) : event).log("Request failed");
    }
}
