package dev.chirp.helm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class NotesTest {
    @Test
    void tellsWhereItIsReached() {
        assertThat(Charts.notes(Profile.DEV))
                .contains("http://chirp.localhost", "chirp-data")
                .doesNotContain("8701");
        assertThat(Charts.notes(Profile.HA))
                .contains("https://birds.example.org", "port 8701")
                .doesNotContain("chirp-data");
    }

    @Test
    void warnsOfANameThatOthersMayHaveToo() {
        assertThat(Charts.notes(Profile.DEV, Map.of("global.tenantId", "default")))
                .contains("WARNING: global.tenantId is \"default\"");
    }

    @ParameterizedTest
    @EnumSource
    void warnsOfNothingInOurProfiles(Profile profile) {
        assertThat(Charts.notes(profile)).doesNotContain("WARNING", "<no value>", "Migrations are off");
    }
}
