package dev.chirp.helm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Executable;
import java.lang.reflect.Parameter;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.util.ClassUtils;
import tools.jackson.databind.JsonNode;

/**
 * The properties that a service really reads: the keys of its file, the components of its {@code @ConfigurationProperties} and
 * of those of the platform that it enables, its {@code @Value} placeholders, and its conditions.
 */
final class PropertiesOf {
    private static final Map<String, String> PACKAGES = Map.of(
            "api-gateway", "dev/chirp/gateway",
            "outbox-relay", "dev/chirp/relay",
            "classify-worker", "dev/chirp/classify",
            "art-worker", "dev/chirp/art",
            "notify-fanout", "dev/chirp/fanout",
            "device-ingest", "dev/chirp/ingest");
    private static final String TELEMETRY = "dev/chirp/telemetry";
    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([a-z][a-z0-9.-]+)");

    private final Set<String> names = new LinkedHashSet<>();
    private final Set<Class<?>> settings = new LinkedHashSet<>();

    private PropertiesOf() {}

    static PropertiesOf service(String service) {
        PropertiesOf properties = new PropertiesOf();
        properties.addFile("", file(service));
        properties.addPlaceholders(file(service).toString());
        Stream.of(PACKAGES.get(service), TELEMETRY)
                .flatMap(PropertiesOf::classes)
                .forEach(properties::addClass);
        properties.settings.forEach(type -> properties.addComponents(prefixOf(type), type));
        return properties;
    }

    /** {@code src/main/resources/chirp-*.yml} of the service. */
    static JsonNode file(String service) {
        return Yaml.read(Path.of("..", service, "src", "main", "resources", "chirp-" + service + ".yml"));
    }

    /** In the canonical form. */
    Set<String> names() {
        return names;
    }

    /** Its {@code @ConfigurationProperties}. */
    Set<Class<?>> settings() {
        return settings;
    }

    static String prefixOf(Class<?> settings) {
        ConfigurationProperties annotation = settings.getAnnotation(ConfigurationProperties.class);
        return annotation.prefix().isEmpty() ? annotation.value() : annotation.prefix();
    }

    private void addFile(String prefix, JsonNode node) {
        node.properties().forEach(entry -> {
            String name = prefix + entry.getKey();
            if (entry.getValue().isObject()) {
                addFile(name + ".", entry.getValue());
            } else {
                names.add(name);
            }
        });
    }

    private void addPlaceholders(String text) {
        Matcher placeholders = PLACEHOLDER.matcher(text);
        while (placeholders.find()) {
            names.add(placeholders.group(1));
        }
    }

    private void addClass(Class<?> type) {
        if (type.isAnnotationPresent(ConfigurationProperties.class)) {
            settings.add(type);
        }
        EnableConfigurationProperties enabled = type.getAnnotation(EnableConfigurationProperties.class);
        if (enabled != null) {
            settings.addAll(List.of(enabled.value()));
        }
        addConditions(type);
        Arrays.stream(type.getDeclaredMethods()).forEach(this::addConditions);
        List<Executable> executables = new ArrayList<>(Arrays.asList(type.getDeclaredConstructors()));
        executables.addAll(Arrays.asList(type.getDeclaredMethods()));
        for (Executable executable : executables) {
            for (Parameter parameter : executable.getParameters()) {
                Value value = parameter.getAnnotation(Value.class);
                if (value != null) {
                    addPlaceholders(value.value());
                }
            }
        }
    }

    /** What switches a part of the service on or off. */
    private void addConditions(AnnotatedElement element) {
        ConditionalOnProperty value = element.getAnnotation(ConditionalOnProperty.class);
        if (value != null) {
            names.addAll(List.of(value.name()));
        }
        ConditionalOnBooleanProperty flag = element.getAnnotation(ConditionalOnBooleanProperty.class);
        if (flag != null) {
            names.addAll(List.of(flag.name()));
        }
    }

    private void addComponents(String prefix, Class<?> type) {
        for (RecordComponent component : type.getRecordComponents()) {
            String name = prefix + "." + kebab(component.getName());
            if (component.getType().isRecord()) {
                addComponents(name, component.getType());
            } else {
                names.add(name);
            }
        }
    }

    private static String kebab(String camel) {
        return camel.replaceAll("([a-z])([A-Z])", "$1-$2").toLowerCase(java.util.Locale.ROOT);
    }

    private static Stream<Class<?>> classes(String folder) {
        try {
            Resource[] files =
                    new PathMatchingResourcePatternResolver().getResources("classpath*:" + folder + "/**/*.class");
            return Arrays.stream(files)
                    .map(PropertiesOf::path)
                    .map(path -> path.substring(path.indexOf(folder), path.length() - ".class".length()))
                    .filter(name -> !name.endsWith("package-info"))
                    // Tests are not on this class path; what cannot be loaded is a fault.
                    .map(name -> ClassUtils.resolveClassName(name.replace('/', '.'), null));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String path(Resource file) {
        try {
            return file.getURL().getPath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether the name is one that Spring would take at all. */
    static ConfigurationPropertyName canonical(String name) {
        return ConfigurationPropertyName.of(name);
    }
}
