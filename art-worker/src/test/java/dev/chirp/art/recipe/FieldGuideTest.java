package dev.chirp.art.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chirp.art.shape.Archetype;
import dev.chirp.art.shape.Part;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FieldGuideTest {
    private static final FieldGuide GUIDE = FieldGuide.read();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Turdus migratorius",
                "Cardinalis cardinalis",
                "Poecile atricapillus",
                "Cyanocitta cristata",
                "Erithacus rubecula",
                "Parus major"
            })
    void knowsTheSpeciesOfTheFirstModel(String scientificName) {
        assertThat(GUIDE.of(scientificName, "", 0).generic()).isFalse();
    }

    @Test
    void everyAreaThatIsColouredExistsOnItsSilhouette() {
        assertThat(GUIDE.species()).hasSizeGreaterThanOrEqualTo(30).allSatisfy(recipe -> {
            Archetype bird = recipe.archetype();
            assertThat(recipe.scientificName()).matches("[A-Z][a-z]+ [a-z]+");
            assertThat(recipe.of(Part.BODY)).isNotEmpty();
            assertThat(bird.legs()).isNotEmpty();
        });
    }

    @Test
    void refusesAnAreaThatNoBirdHas() {
        assertThatThrownBy(() -> Layer.parse("antlers", "#ffffff")).hasMessageContaining("antlers");
    }

    @Test
    void refusesAColourThatIsNone() {
        assertThatThrownBy(() -> Layer.parse("breast", "red")).hasMessageContaining("colour of breast: red");
    }

    @Test
    void takesAColourFromTheName() {
        Recipe yellow = GUIDE.of("Nowhere nowhere", "Yellow Bunting", 1);
        assertThat(yellow.layers().getLast()).isEqualTo(Layer.parse("breast", "#e3c62f"));
    }
}
