package dev.chirp.telemetry.trace;

import io.micrometer.tracing.CurrentTraceContext;
import io.micrometer.tracing.TraceContext;
import io.micrometer.tracing.otel.bridge.OtelCurrentTraceContext;
import io.prometheus.metrics.tracer.common.SpanContext;
import org.jspecify.annotations.Nullable;

/** The trace that the current thread works for: log lines name it, and histograms keep an example of it per bucket. */
public final class CurrentTrace implements SpanContext {
    private final CurrentTraceContext current = new OtelCurrentTraceContext();

    /** As 32 hexadecimal digits; null outside of a trace. */
    @Override
    public @Nullable String getCurrentTraceId() {
        TraceContext context = context();
        return context == null ? null : context.traceId();
    }

    @Override
    public @Nullable String getCurrentSpanId() {
        TraceContext context = context();
        return context == null ? null : context.spanId();
    }

    @Override
    public boolean isCurrentSpanSampled() {
        TraceContext context = context();
        return context != null && Boolean.TRUE.equals(context.sampled());
    }

    @Override
    public void markCurrentSpanAsExemplar() {}

    private @Nullable TraceContext context() {
        TraceContext context = current.context();
        return context == null || context.traceId().isEmpty() || isZero(context.traceId()) ? null : context;
    }

    private static boolean isZero(String id) {
        return id.chars().allMatch(digit -> digit == '0');
    }
}
