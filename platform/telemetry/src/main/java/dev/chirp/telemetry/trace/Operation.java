package dev.chirp.telemetry.trace;

import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A span for what OpenTelemetry's agent cannot see as one operation: an event on its way through a batch, a mailbox or a
 * stream of clips. Spans are recorded by the agent alone; without it the trace context of the caller is passed on as it
 * came. May be ended on another thread than it was begun on.
 *
 * <p>Names and attributes follow OpenTelemetry's semantic conventions for messaging and RPC.
 */
public final class Operation {
    private static final String TRACEPARENT = "traceparent";
    private static final Pattern TRACEPARENT_SHAPE =
            Pattern.compile("00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}");
    private static final W3CTraceContextPropagator W3C = W3CTraceContextPropagator.getInstance();
    private static final TextMapGetter<String> ONE_HEADER = new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(String traceparent) {
            return List.of(TRACEPARENT);
        }

        @Override
        public @Nullable String get(@Nullable String traceparent, String name) {
            return name.equals(TRACEPARENT) ? traceparent : null;
        }
    };

    private final Context context;
    private final Span span;

    private Operation(Context parent, SpanKind kind, String name) {
        this.span = Agent.TRACER
                .spanBuilder(name)
                .setSpanKind(kind)
                .setParent(parent)
                .startSpan();
        this.context = parent.with(span);
    }

    /** Asked for when the first operation begins: by then the agent, if there is one, has installed itself. */
    private static final class Agent {
        static final Tracer TRACER = GlobalOpenTelemetry.getOrNoop().getTracer("dev.chirp");
    }

    /**
     * An event on its way to a topic of Kafka.
     *
     * @param parent a W3C traceparent, or null
     */
    public static Operation send(String topic, @Nullable String parent) {
        return messaging(SpanKind.PRODUCER, "send", topic, parent);
    }

    /**
     * What a consumer does with an event of a topic.
     *
     * @param parent a W3C traceparent, or null
     */
    public static Operation process(String topic, @Nullable String parent) {
        return messaging(SpanKind.CONSUMER, "process", topic, parent);
    }

    private static Operation messaging(SpanKind kind, String type, String topic, @Nullable String parent) {
        return new Operation(remote(parent), kind, type + " " + topic)
                .with("messaging.system", "kafka")
                .with("messaging.operation.type", type)
                .with("messaging.destination.name", topic);
    }

    /**
     * A request to another service.
     *
     * @param parent a W3C traceparent, or null
     */
    public static Operation call(String name, @Nullable String parent) {
        return new Operation(remote(parent), SpanKind.CLIENT, name);
    }

    /**
     * The same on the side of the service that is called.
     *
     * @param parent a W3C traceparent, or null
     */
    public static Operation serve(String name, @Nullable String parent) {
        return new Operation(remote(parent), SpanKind.SERVER, name);
    }

    /** What a client sends may be anything; null unless it is a W3C traceparent. */
    public static @Nullable String traceparentOrNull(@Nullable String text) {
        return text != null && TRACEPARENT_SHAPE.matcher(text).matches() ? text : null;
    }

    private static Context remote(@Nullable String traceparent) {
        return traceparent == null ? Context.root() : W3C.extract(Context.root(), traceparent, ONE_HEADER);
    }

    public Operation with(String attribute, String value) {
        span.setAttribute(attribute, value);
        return this;
    }

    /** For what follows from this operation; null when there is no trace. */
    public @Nullable String traceparent() {
        return traceparent(context);
    }

    /** Of what the current thread works on, as far as the agent knows; null when there is no trace. */
    public static @Nullable String currentTraceparent() {
        return traceparent(Context.current());
    }

    private static @Nullable String traceparent(Context context) {
        String[] header = new String[1];
        W3C.inject(context, header, (into, name, value) -> {
            if (into != null && name.equals(TRACEPARENT)) {
                into[0] = value;
            }
        });
        return header[0];
    }

    /** What the current thread does until this is closed belongs to the operation, its log lines too. */
    @SuppressWarnings("MustBeClosedChecker") // It is the caller's to close.
    public Scope onThisThread() {
        return context.makeCurrent();
    }

    /** It did not do what it should have. */
    public void failed(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        failed(cause.getClass().getName());
    }

    /** The same, for a reason with a short, stable name. */
    public void failed(String type) {
        span.setStatus(StatusCode.ERROR);
        span.setAttribute("error.type", type);
    }

    public void end() {
        span.end();
    }

    /** Ends it as {@link #failed} unless there is no failure. */
    public void end(@Nullable Throwable failure) {
        if (failure != null) {
            failed(failure);
        }
        span.end();
    }
}
