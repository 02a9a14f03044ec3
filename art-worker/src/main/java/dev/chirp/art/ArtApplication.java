package dev.chirp.art;

import dev.chirp.art.sprite.Renderer;
import dev.chirp.art.studio.Studio;
import dev.chirp.art.studio.StudioSettings;
import dev.chirp.storage.BlobStore;
import dev.chirp.storage.settings.StorageSettings;
import dev.chirp.telemetry.TelemetryConfiguration;
import dev.chirp.web.UnreadableHeaders;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.context.ConfigurationPropertiesAutoConfiguration;
import org.springframework.boot.autoconfigure.context.LifecycleAutoConfiguration;
import org.springframework.boot.autoconfigure.context.PropertyPlaceholderAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.http.codec.autoconfigure.CodecsAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.reactor.netty.autoconfigure.NettyReactiveWebServerAutoConfiguration;
import org.springframework.boot.webflux.autoconfigure.HttpHandlerAutoConfiguration;
import org.springframework.boot.webflux.autoconfigure.WebFluxAutoConfiguration;
import org.springframework.boot.webflux.autoconfigure.WebSessionIdResolverAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Import;
import org.springframework.http.client.ReactorResourceFactory;

/** The art worker as a service. Auto-configurations are named one by one, because services may share a class path. */
@SpringBootConfiguration(proxyBeanMethods = false)
@ComponentScan
@EnableConfigurationProperties({StorageSettings.class, StudioSettings.class})
@ImportAutoConfiguration({
    CodecsAutoConfiguration.class,
    ConfigurationPropertiesAutoConfiguration.class,
    HttpHandlerAutoConfiguration.class,
    JacksonAutoConfiguration.class,
    LifecycleAutoConfiguration.class,
    NettyReactiveWebServerAutoConfiguration.class,
    PropertyPlaceholderAutoConfiguration.class,
    WebFluxAutoConfiguration.class,
    WebSessionIdResolverAutoConfiguration.class
})
@Import({TelemetryConfiguration.class, UnreadableHeaders.class})
public class ArtApplication {

    /** The service, ready to be run with further properties. */
    public static SpringApplicationBuilder application() {
        return new SpringApplicationBuilder(ArtApplication.class)
                .properties("spring.config.name=chirp-art-worker")
                .bannerMode(Banner.Mode.OFF);
    }

    public static void main(String[] args) {
        application().run(args);
    }

    /** Event loops of this context's own: another service of the same JVM that stops must not stop these. */
    @Bean
    ReactorResourceFactory reactorResources() {
        ReactorResourceFactory resources = new ReactorResourceFactory();
        resources.setUseGlobalResources(false);
        return resources;
    }

    @Bean(destroyMethod = "close")
    BlobStore blobStore(StorageSettings storage, MeterRegistry meters) {
        return storage.open(meters);
    }

    @Bean(destroyMethod = "close")
    Studio studio(Renderer artist, BlobStore blobs, StudioSettings settings, MeterRegistry meters) {
        return new Studio(artist, blobs, settings, meters);
    }
}
