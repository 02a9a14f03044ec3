package dev.chirp.gateway.web;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.client.ReactorResourceFactory;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;

/** The page and its event loops. */
@Configuration(proxyBeanMethods = false)
class WebConfiguration {

    /** Event loops of this context's own: another service of the same JVM that stops must not stop these. */
    @Bean
    ReactorResourceFactory reactorResources() {
        ReactorResourceFactory resources = new ReactorResourceFactory();
        resources.setUseGlobalResources(false);
        return resources;
    }

    /** Paths that are no file go on to the controllers. */
    @Bean
    RouterFunction<ServerResponse> staticRoutes(StaticFiles files) {
        return RouterFunctions.route(files::serves, files::answer);
    }
}
