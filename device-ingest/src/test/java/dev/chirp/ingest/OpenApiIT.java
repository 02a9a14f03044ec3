package dev.chirp.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chirp.contracts.event.EventJson;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.io.ClassPathResource;
import org.springframework.web.reactive.result.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.JsonNode;

/** The description of the API against the running service. */
class OpenApiIT {
    @Test
    void documentsEveryRouteAndNoOther() throws Exception {
        JsonNode paths = EventJson.MAPPER
                .readTree(new ClassPathResource("openapi-ingest.json").getContentAsString(StandardCharsets.UTF_8))
                .get("paths");
        Set<String> documented = new TreeSet<>();
        paths.properties()
                .forEach(path -> path.getValue()
                        .propertyNames()
                        .forEach(method -> documented.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey())));
        Set<String> routes = new TreeSet<>();
        try (FakeGateway gateway = new FakeGateway();
                ConfigurableApplicationContext service = IngestFixture.start(gateway.port(), Map.of())) {
            service.getBean("requestMappingHandlerMapping", RequestMappingHandlerMapping.class)
                    .getHandlerMethods()
                    .keySet()
                    .forEach(mapping -> mapping.getMethodsCondition()
                            .getMethods()
                            .forEach(method -> mapping.getPatternsCondition()
                                    .getPatterns()
                                    .forEach(pattern -> routes.add(method + " " + pattern.getPatternString()))));
        }

        assertThat(documented).isEqualTo(routes);
    }
}
