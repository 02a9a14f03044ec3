package dev.chirp.art.completion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chirp.art.recipe.FieldGuide;
import dev.chirp.art.recipe.Recipe;
import dev.chirp.art.sprite.SpriteArtist;
import dev.chirp.art.studio.Studio;
import dev.chirp.art.studio.StudioSettings;
import dev.chirp.contracts.event.DomainEvent.ArtRequested;
import dev.chirp.contracts.event.EventId;
import dev.chirp.contracts.event.EventType;
import dev.chirp.embedded.DatabaseRole;
import dev.chirp.embedded.TestServers;
import dev.chirp.messaging.EventWriter;
import dev.chirp.messaging.Failure.DependencyDown;
import dev.chirp.messaging.Failure.Hopeless;
import dev.chirp.messaging.Received;
import dev.chirp.storage.FileBlobStore;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompletionIT {
    private static final String DATABASE = "art_completion";
    private static Captures captures;

    @TempDir
    private Path folder;

    private EventWriter writer;
    private WaitingCaptures waiting;
    private Studio studio;
    private ArtRequestedListener listener;

    @BeforeAll
    static void makeDatabase() {
        TestServers.newDatabase(DATABASE);
        captures = new Captures(TestServers.postgres().administrator(DATABASE));
    }

    @BeforeEach
    void open() {
        writer = new EventWriter(TestServers.postgres().as(DatabaseRole.ART_WORKER, DATABASE));
        waiting = new WaitingCaptures(writer, new SimpleMeterRegistry());
        studio = new Studio(
                new SpriteArtist(FieldGuide.read()),
                new FileBlobStore(folder),
                new StudioSettings(1, 8, 8),
                new SimpleMeterRegistry());
        listener = new ArtRequestedListener(studio, waiting);
    }

    @AfterEach
    void close() {
        studio.close();
        writer.close();
    }

    @Test
    void completesEveryWaitingCaptureChunkByChunk() throws Exception {
        long bird = 0;
        for (int user = 0; user < 3; user++) {
            bird = captures.classified(captures.user(), "Turdus merula", WaitingCaptures.CHUNK / 2);
        }

        listener.on(requested(bird, "Turdus merula")).apply(null);

        assertThat(captures.count(bird, "processed")).isEqualTo(150);
        assertThat(captures.count(bird, "classified")).isZero();
        assertThat(captures.processedEvents(bird)).isEqualTo(150);
        assertThat(captures.spriteOf(bird)).matches("[0-9a-f]{64}");
        assertThat(folder.resolve("art/" + captures.spriteOf(bird) + ".png")).exists();
    }

    @Test
    void completesACaptureOnceWhenTheEventComesTwice() throws Exception {
        long bird = captures.classified(captures.user(), "Pica pica", 2);

        listener.on(requested(bird, "Pica pica"));
        listener.on(requested(bird, "Pica pica"));

        assertThat(captures.processedEvents(bird)).isEqualTo(2);
    }

    @Test
    void carriesTheRequestOfEachCaptureOn() throws Exception {
        long user = captures.user();
        long bird = captures.classified(user, "Sitta europaea", 2);

        listener.on(requested(bird, "Sitta europaea"));

        assertThat(captures.requestsOfProcessedEvents(user)).containsExactly("request-1", "request-2");
    }

    @Test
    void aCaptureThatIsClassifiedLaterNeedsNoArtWorker() throws Exception {
        long bird = captures.classified(captures.user(), "Strix aluco", 1);
        listener.on(requested(bird, "Strix aluco"));

        captures.classified(captures.user(), "Strix aluco", 1);

        assertThat(captures.count(bird, "processed")).isEqualTo(2);
    }

    @Test
    void givesUpOnANameThatCannotBeAFile() {
        assertThatThrownBy(() -> listener.on(requested(1, "../../etc/passwd"))).isInstanceOf(Hopeless.class);
    }

    /** A closed studio refuses orders as a full one does. */
    @Test
    void consumesNoAttemptWhileTheStudioTakesNoOrders() {
        studio.close();

        assertThatThrownBy(() -> listener.on(requested(1, "Erithacus rubecula")))
                .isInstanceOfSatisfying(
                        DependencyDown.class,
                        failure -> assertThat(failure.dependency()).isEqualTo("studio"));
    }

    @Test
    void goesOnWithThePlaceholderWhenArtIsGivenUp() throws Exception {
        long user = captures.user();
        long bird = captures.classified(user, "Regulus regulus", 2);

        writer.inTransaction(tx -> {
            listener.onDead(requested(bird, "Regulus regulus"), "message_fault", "no")
                    .apply(tx);
            return 0;
        });

        assertThat(captures.count(bird, "processed")).isEqualTo(2);
        assertThat(captures.artUrls(user)).containsOnly("/sprites/placeholder.png");
        assertThat(captures.isRequested(bird)).isFalse();
    }

    @Test
    void sweepsCapturesOfASpeciesThatHasItsSprite() throws Exception {
        long bird = captures.classified(captures.user(), "Parus major", 3);
        waiting.storeSprite("Parus major", "Great Tit", "0".repeat(64), Recipe.VERSION);

        try (RunningSweeper sweeper = sweeper(Duration.ofHours(1))) {
            captures.awaitCount(bird, "processed", 3);
        }
        assertThat(folder.resolve("art/placeholder.png")).exists();
    }

    @Test
    void drawsASpeciesAnewWhoseRecipeHasChanged() throws Exception {
        long bird = waiting.storeSprite("Upupa epops", "Eurasian Hoopoe", "0".repeat(64), Recipe.VERSION - 1);

        try (RunningSweeper sweeper = sweeper(Duration.ofHours(1))) {
            captures.awaitNoSpriteOf(Recipe.VERSION - 1);
        }
        assertThat(captures.spriteOf(bird)).isNotEqualTo("0".repeat(64));
        assertThat(folder.resolve("art/" + captures.spriteOf(bird) + ".png")).exists();
        assertThat(waiting.outdated(Recipe.VERSION)).isEmpty();
    }

    @Test
    void leavesYoungCapturesToTheListener() throws Exception {
        long bird = captures.classified(captures.user(), "Corvus cornix", 1);

        assertThat(waiting.species(Duration.ofHours(1)))
                .extracting(WaitingCaptures.Species::birdId)
                .doesNotContain(bird);
    }

    @Test
    void sweepsCapturesThatWaitedTooLongWithThePlaceholder() throws Exception {
        long user = captures.user();
        long bird = captures.classified(user, "Ardea cinerea", 1);

        try (RunningSweeper sweeper = sweeper(Duration.ZERO)) {
            captures.awaitCount(bird, "processed", 1);
        }
        assertThat(captures.artUrls(user)).containsOnly("/sprites/placeholder.png");
    }

    private RunningSweeper sweeper(Duration giveUpAfter) {
        Sweeper sweeper = new Sweeper(
                studio,
                waiting,
                new SweeperSettings(Duration.ofMillis(20), giveUpAfter, Duration.ofSeconds(5)),
                new SimpleMeterRegistry());
        sweeper.start();
        return new RunningSweeper(sweeper);
    }

    private record RunningSweeper(Sweeper sweeper) implements AutoCloseable {
        @Override
        public void close() {
            sweeper.stop();
        }
    }

    private static Received requested(long birdId, String scientificName) {
        return new Received(
                EventType.ART_REQUESTED,
                new ArtRequested(birdId, scientificName, "A bird"),
                EventId.next(),
                "art.requested",
                scientificName,
                1,
                "request-0",
                null,
                false);
    }
}
