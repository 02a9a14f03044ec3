package dev.chirp.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chirp.contracts.event.EventType;
import dev.chirp.contracts.event.Topics;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class AsyncApiTest {
    private final JsonNode document = Schemas.json("asyncapi.json");

    @Test
    void describesTheSocketAndEveryTopic() {
        List<String> addresses = document.path("channels").values().stream()
                .map(channel -> channel.path("address").stringValue())
                .toList();

        List<String> expected = new ArrayList<>(Topics.all());
        expected.add("/ws");
        expected.add("/ws/events");
        assertThat(addresses).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void describesEveryEventOnItsTopic() {
        for (EventType type : EventType.values()) {
            List<String> names = document.path("channels").values().stream()
                    .filter(channel ->
                            type.stream().topic().equals(channel.path("address").stringValue()))
                    .flatMap(channel -> channel.path("messages").values().stream())
                    .map(message -> resolve(message.path("$ref").stringValue())
                            .path("name")
                            .stringValue())
                    .toList();
            assertThat(names).contains(type.ceType());
        }
    }

    @Test
    void refersOnlyToWhatExists() {
        List<String> references = new ArrayList<>();
        collect(document, references);

        assertThat(references).isNotEmpty().allSatisfy(reference -> {
            if (reference.startsWith("#")) {
                assertThat(resolve(reference).isMissingNode()).as(reference).isFalse();
            } else {
                assertThat(Schemas.exists(reference)).as(reference).isTrue();
            }
        });
    }

    private JsonNode resolve(String reference) {
        return document.at(reference.substring(1));
    }

    private static void collect(JsonNode node, List<String> references) {
        JsonNode reference = node.path("$ref");
        if (reference.isString()) {
            references.add(reference.stringValue());
        }
        node.values().forEach(child -> collect(child, references));
    }
}
