package dev.chirp.gateway.intake;

import io.grpc.ServerInterceptor;
import io.grpc.netty.NettyServerBuilder;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.grpc.MetricCollectingServerInterceptor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.grpc.server.GlobalServerInterceptor;
import org.springframework.grpc.server.ServerBuilderCustomizer;

/**
 * The gRPC server through which device-ingest hands in clips, beyond its properties. Spring stops it before everything
 * else: before the web server ends its requests, and before what it hands clips to.
 */
@Configuration(proxyBeanMethods = false)
class IntakeServerConfiguration {

    /** Calls only hand bytes on, so they need no threads beside the event loops. */
    @Bean
    ServerBuilderCustomizer<NettyServerBuilder> intakeCallsOnEventLoops() {
        return NettyServerBuilder::directExecutor;
    }

    /** Counts calls and messages by meters made beforehand; an observation would build one for every message. */
    @Bean
    @GlobalServerInterceptor
    ServerInterceptor intakeCallMeters(MeterRegistry meters) {
        return new MetricCollectingServerInterceptor(meters);
    }
}
