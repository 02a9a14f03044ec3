package dev.chirp.contracts.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chirp.contracts.Schemas;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Each event has a golden file that the schema allows and that code of any version of this major must read. */
class EventSchemaTest {

    @ParameterizedTest
    @EnumSource
    void readsItsGoldenFileAndWritesItAgain(EventType type) {
        JsonNode golden = golden(type);

        DomainEvent event = type.read(golden);

        assertThat(EventJson.MAPPER.readTree(EventJson.MAPPER.writeValueAsBytes(EventJson.payload(event))))
                .isEqualTo(golden);
    }

    @ParameterizedTest
    @EnumSource
    void allowsItsGoldenFile(EventType type) {
        assertThat(Schemas.violations(schema(type), golden(type))).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void readsAndAllowsAFieldOfALaterVersion(EventType type) {
        ObjectNode later = golden(type).deepCopy().asObject().put("of_a_later_version", true);

        assertThat(type.read(later)).isNotNull();
        assertThat(Schemas.violations(schema(type), later)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void refusesADocumentWithoutItsFacts(EventType type) {
        JsonNode empty = EventJson.MAPPER.createObjectNode();

        assertThat(Schemas.violations(schema(type), empty)).isNotEmpty();
    }

    private static JsonNode golden(EventType type) {
        return Schemas.json("golden/event/" + type.ceType() + ".json");
    }

    private static String schema(EventType type) {
        return "event/" + type.ceType() + ".json";
    }
}
