package dev.chirp.classify;

import dev.chirp.telemetry.TelemetryConfiguration;
import dev.chirp.web.RequestIdFilter;
import dev.chirp.web.UnreadableHeaders;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.context.ConfigurationPropertiesAutoConfiguration;
import org.springframework.boot.autoconfigure.context.PropertyPlaceholderAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.http.codec.autoconfigure.CodecsAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.reactor.netty.autoconfigure.NettyReactiveWebServerAutoConfiguration;
import org.springframework.boot.webflux.autoconfigure.HttpHandlerAutoConfiguration;
import org.springframework.boot.webflux.autoconfigure.WebFluxAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Import;
import org.springframework.http.client.ReactorResourceFactory;

/** Identifies the birds in captures that were accepted, and in clips that are posted to {@code /classify}. */
@SpringBootConfiguration(proxyBeanMethods = false)
@ComponentScan
@EnableConfigurationProperties(ClassifyProperties.class)
@ImportAutoConfiguration({
    PropertyPlaceholderAutoConfiguration.class,
    ConfigurationPropertiesAutoConfiguration.class,
    JacksonAutoConfiguration.class,
    CodecsAutoConfiguration.class,
    HttpHandlerAutoConfiguration.class,
    WebFluxAutoConfiguration.class,
    NettyReactiveWebServerAutoConfiguration.class
})
@Import({TelemetryConfiguration.class, RequestIdFilter.class, UnreadableHeaders.class})
public class ClassifyApplication {

    /** The service as a context of its own; whoever starts it adds properties. */
    public static SpringApplicationBuilder application() {
        return new SpringApplicationBuilder(ClassifyApplication.class)
                .properties("spring.config.name=chirp-classify-worker")
                .bannerMode(Banner.Mode.OFF);
    }

    public static void main(String[] arguments) {
        application().run(arguments);
    }

    /** Event loops of this context's own: another service of the same JVM that stops must not stop these. */
    @Bean
    ReactorResourceFactory reactorResources() {
        ReactorResourceFactory resources = new ReactorResourceFactory();
        resources.setUseGlobalResources(false);
        return resources;
    }
}
