package dev.chirp.art.studio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chirp.art.studio.Order.InvalidOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OrderTest {
    @ParameterizedTest
    @ValueSource(
            strings = {"Turdus migratorius", "Corvus", "Motacilla alba yarrellii", "Larus (argentatus) smithsonianus"})
    void takesTheNamesOfSpecies(String name) {
        assertThat(Order.standard(name, "Bird").isStandard()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "..",
                "../../etc/passwd",
                "/etc/passwd",
                "Turdus/migratorius",
                "Turdus\\migratorius",
                "Turdus\u0000migratorius",
                "Turdus\nmigratorius",
                "Turdus  migratorius",
                "Turdus migratorius ",
                "C:con",
                "placeholder",
                "Placeholder",
                "T\u00fcrdus",
                "3f2a",
                ".hidden",
                "Turdus\u202emigratorius"
            })
    void refusesNamesThatCouldLeaveTheFolder(String name) {
        assertThatThrownBy(() -> Order.standard(name, "Bird"))
                .isInstanceOf(InvalidOrder.class)
                .hasMessageContaining("scientific_name");
    }

    @Test
    void refusesALongName() {
        assertThatThrownBy(() -> Order.standard("T" + "u".repeat(100), "Bird")).isInstanceOf(InvalidOrder.class);
    }

    @Test
    void refusesASeedThatJsonReadersWouldRound() {
        assertThatThrownBy(() -> new Order("Parus major", "Great Tit", 1L << 53, 64))
                .hasMessageContaining("seed");
        assertThatThrownBy(() -> new Order("Parus major", "Great Tit", -1, 64)).hasMessageContaining("seed");
    }

    @Test
    void refusesACommonNameWithControlCharacters() {
        assertThatThrownBy(() -> Order.standard("Parus major", "Great\u0007Tit"))
                .hasMessageContaining("common_name");
        assertThatThrownBy(() -> Order.standard("Parus major", "")).hasMessageContaining("common_name");
    }
}
