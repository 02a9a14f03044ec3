package dev.chirp.helm;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.google.gson.annotations.SerializedName;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.openshift.api.model.monitoring.v1.PodMonitor;
import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRule;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1Ingress;
import io.kubernetes.client.openapi.models.V1Job;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1PersistentVolumeClaim;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1ServiceAccount;
import io.kubernetes.client.openapi.models.V2HorizontalPodAutoscaler;
import java.lang.reflect.Field;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What the API server would say of an object: fields that its kind does not have, types that they do not have, and required
 * fields that are missing. Kubernetes' kinds are those of its Java client, which is generated from its OpenAPI; the Gateway
 * API's and Prometheus' are fabric8's, which know no required fields; those of others are schemas in {@code resources/crd}.
 */
final class Models {
    private static final Map<String, Class<?>> KINDS = Map.ofEntries(
            Map.entry("v1 ConfigMap", V1ConfigMap.class),
            Map.entry("v1 PersistentVolumeClaim", V1PersistentVolumeClaim.class),
            Map.entry("v1 Service", V1Service.class),
            Map.entry("v1 ServiceAccount", V1ServiceAccount.class),
            Map.entry("apps/v1 Deployment", V1Deployment.class),
            Map.entry("autoscaling/v2 HorizontalPodAutoscaler", V2HorizontalPodAutoscaler.class),
            Map.entry("batch/v1 Job", V1Job.class),
            Map.entry("networking.k8s.io/v1 Ingress", V1Ingress.class),
            Map.entry("networking.k8s.io/v1 NetworkPolicy", V1NetworkPolicy.class),
            Map.entry("policy/v1 PodDisruptionBudget", V1PodDisruptionBudget.class),
            Map.entry("gateway.networking.k8s.io/v1 HTTPRoute", HTTPRoute.class),
            Map.entry("monitoring.coreos.com/v1 PodMonitor", PodMonitor.class),
            Map.entry("monitoring.coreos.com/v1 PrometheusRule", PrometheusRule.class),
            Map.entry("monitoring.coreos.com/v1 ServiceMonitor", ServiceMonitor.class));

    private static final Pattern QUANTITY = Pattern.compile("[0-9]+(\\.[0-9]+)?(m|k|M|G|T|Ki|Mi|Gi|Ti)?");
    private static final Set<String> ANY_SCALAR = Set.of("IntOrString", "Quantity");

    private final List<String> faults = new ArrayList<>();

    private Models() {}

    /** One sentence for each fault, with the place where it is; none when the object is sound. */
    static List<String> faultsOf(JsonNode object) {
        String kind = object.path("apiVersion").asString("") + " "
                + object.path("kind").asString("");
        Class<?> model = KINDS.get(kind);
        if (model == null) {
            return faultsBySchema(kind, object);
        }
        Models models = new Models();
        models.check(object, model, kind + " " + object.at("/metadata/name").asString(""));
        return models.faults;
    }

    private static List<String> faultsBySchema(String kind, JsonNode object) {
        Path file =
                Path.of("src", "test", "resources", "crd", object.path("kind").asString("") + ".json");
        if (!Files.exists(file)) {
            return List.of("no model of " + kind);
        }
        Schema schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(Yaml.text(file));
        return schema.validate(object).stream()
                .map(error -> kind + ": " + error)
                .toList();
    }

    private void check(JsonNode node, Type type, String place) {
        switch (type) {
            case ParameterizedType generic -> checkAll(node, generic, place);
            case WildcardType wildcard -> check(node, wildcard.getUpperBounds()[0], place);
            case Class<?> plain -> checkOne(node, plain, place);
            default -> faults.add(place + ": a type of the model that is not known: " + type);
        }
    }

    private void checkAll(JsonNode node, ParameterizedType type, String place) {
        Type[] arguments = type.getActualTypeArguments();
        if (Map.class.isAssignableFrom((Class<?>) type.getRawType())) {
            if (expect(node.isObject(), "an object", node, place)) {
                node.properties().forEach(entry -> check(entry.getValue(), arguments[1], place + "." + entry.getKey()));
            }
        } else if (expect(node.isArray(), "a list", node, place)) {
            for (int i = 0; i < node.size(); i++) {
                check(node.path(i), arguments[0], place + "[" + i + "]");
            }
        }
    }

    private void checkOne(JsonNode node, Class<?> type, String place) {
        if (ANY_SCALAR.contains(type.getSimpleName())) {
            boolean quantity = !type.getSimpleName().equals("Quantity")
                    || QUANTITY.matcher(node.asString("")).matches();
            expect(node.isValueNode() && !node.isBoolean() && quantity, type.getSimpleName(), node, place);
        } else if (type == String.class || type.getName().startsWith("java.time")) {
            expect(node.isString(), "a string", node, place);
        } else if (type == Boolean.class) {
            expect(node.isBoolean(), "true or false", node, place);
        } else if (type == Integer.class || type == Long.class) {
            expect(node.isIntegralNumber(), "a whole number", node, place);
        } else if (Number.class.isAssignableFrom(type)) {
            expect(node.isNumber(), "a number", node, place);
        } else if (type.isEnum()) {
            expect(constants(type).contains(node.asString("")), "one of " + constants(type), node, place);
        } else if (type != Object.class) {
            checkFields(node, type.getSimpleName().equals("ObjectMeta") ? V1ObjectMeta.class : type, place);
        }
    }

    private void checkFields(JsonNode node, Class<?> type, String place) {
        if (!expect(node.isObject(), "an object", node, place)) {
            return;
        }
        Map<String, Type> fields = fields(type);
        node.properties().forEach(entry -> {
            Type field = fields.get(entry.getKey());
            String inside = place + "." + entry.getKey();
            if (field == null) {
                faults.add(inside + ": unknown field");
            } else {
                check(entry.getValue(), field, inside);
            }
        });
        required(type).stream()
                .filter(name -> node.path(name).isMissingNode())
                .forEach(name -> faults.add(place + "." + name + ": missing"));
    }

    private boolean expect(boolean met, String wanted, JsonNode node, String place) {
        if (!met) {
            faults.add("%s: %s (expected: %s)".formatted(place, node, wanted));
        }
        return met;
    }

    private static Map<String, Type> fields(Class<?> type) {
        Map<String, Type> fields = new HashMap<>();
        for (Field field : type.getDeclaredFields()) {
            String name = nameOf(field);
            if (name != null) {
                fields.put(name, field.getGenericType());
            }
        }
        return fields;
    }

    private static @Nullable String nameOf(Field field) {
        SerializedName ofClient = field.getAnnotation(SerializedName.class);
        JsonProperty ofFabric8 = field.getAnnotation(JsonProperty.class);
        return ofClient != null ? ofClient.value() : ofFabric8 != null ? ofFabric8.value() : null;
    }

    /** Fabric8's classes say nothing of it. */
    private static Set<String> required(Class<?> type) {
        try {
            Set<?> names = (Set<?>) type.getField("openapiRequiredFields").get(null);
            return names == null
                    ? Set.of()
                    : names.stream().map(String::valueOf).collect(Collectors.toSet());
        } catch (NoSuchFieldException e) {
            return Set.of();
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> constants(Class<?> type) {
        List<String> names = new ArrayList<>();
        for (Object constant : type.getEnumConstants()) {
            names.add(constant.toString());
        }
        return names;
    }
}
