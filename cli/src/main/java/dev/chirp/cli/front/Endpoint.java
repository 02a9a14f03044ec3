package dev.chirp.cli.front;

import java.util.function.BiFunction;
import org.reactivestreams.Publisher;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** Answers a request; the answer is written when the publisher completes. Called on an event loop, never blocks. */
@FunctionalInterface
public interface Endpoint extends BiFunction<HttpServerRequest, HttpServerResponse, Publisher<Void>> {}
