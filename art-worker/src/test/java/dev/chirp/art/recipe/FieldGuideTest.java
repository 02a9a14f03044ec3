package dev.chirp.art.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chirp.art.shape.Archetype;
import dev.chirp.art.shape.Part;
import dev.chirp.song.Songbook;
import dev.chirp.song.Species;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FieldGuideTest {
    private static final FieldGuide GUIDE = FieldGuide.read();

    @Test
    void knowsEveryBirdThatSings() {
        for (Species species : Songbook.species()) {
            assertThat(GUIDE.of(species.scientificName(), species.commonName(), 0)
                            .generic())
                    .as(species.commonName())
                    .isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource
    void knowsTheCommonBirdsOfBothContinents(Continent continent) {
        assertThat(GUIDE.species().stream().filter(recipe -> recipe.home().contains(continent)))
                .hasSizeGreaterThan(110);
    }

    @Test
    void knowsASpeciesByItsFormerName() {
        Recipe former = GUIDE.of("Corvus monedula", "Jackdaw", 0);
        assertThat(former.generic()).isFalse();
        assertThat(former.scientificName()).isEqualTo("Corvus monedula");
        assertThat(former.layers())
                .isEqualTo(GUIDE.of("Coloeus monedula", "", 0).layers());
    }

    @Test
    void refusesAContinentThatBirdsOfThisGuideDoNotLiveOn() {
        assertThatThrownBy(() -> Continent.labelled("antarctica")).hasMessageContaining("home: antarctica");
    }

    @Test
    void everyAreaThatIsColouredExistsOnItsSilhouette() {
        assertThat(GUIDE.species()).hasSizeGreaterThanOrEqualTo(250).allSatisfy(recipe -> {
            Archetype bird = recipe.archetype();
            assertThat(recipe.scientificName()).matches("[A-Z][a-z]+ [a-z]+");
            assertThat(recipe.of(Part.BODY)).isNotEmpty();
            assertThat(bird.eyes()).isNotEmpty();
            assertThat(recipe.home()).isNotEmpty();
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

    /** The file lists the genera by family; what is in brackets is a former name. */
    @Test
    void knowsTheFamilyOfEveryGenusThatIsRegularInAmericaOrEurope() throws Exception {
        try (InputStream in = FieldGuideTest.class.getResourceAsStream("/kinship/genera.txt")) {
            List<String> genera = new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .flatMap(line -> Arrays.stream(line.substring(line.indexOf(": ") + 2)
                            .replaceAll("[()]", "")
                            .split(" ", -1)))
                    .toList();
            assertThat(genera).hasSizeGreaterThan(400).allMatch(GUIDE::knowsGenus);
        }
    }

    @Test
    void takesAColourFromTheName() {
        Recipe yellow = GUIDE.of("Nowhere nowhere", "Yellow Bunting", 1);
        assertThat(yellow.layers().getLast()).isEqualTo(Layer.parse("breast", "#e3c62f"));
    }
}
