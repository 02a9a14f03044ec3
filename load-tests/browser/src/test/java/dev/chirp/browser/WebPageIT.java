package dev.chirp.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions.ContainsTextOptions;
import com.microsoft.playwright.assertions.LocatorAssertions.HasTextOptions;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ReducedMotion;
import dev.chirp.audio.WavWriter;
import dev.chirp.load.process.Ports;
import dev.chirp.load.process.UpPlatform;
import dev.chirp.song.Song;
import dev.chirp.song.Songbook;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a person sees in a browser; pictures of it are left in {@code target/screenshots}. */
class WebPageIT {
    private static final double PATIENCE_MILLIS = 90_000;
    private static final Path SCREENSHOTS = Path.of("target", "screenshots");

    @TempDir
    Path folder;

    @Test
    void showsABirdLiveAndSurvivesARestartOfTheServer() throws Exception {
        Optional<Path> chromium = SystemBrowser.find();
        assumeTrue(chromium.isPresent(), "no Chromium on this machine: set CHIRP_CHROMIUM or install one");
        PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE_MILLIS);
        int port = Ports.free();
        int offset = Ports.freeOffset();
        List<String> complaints = new ArrayList<>();
        try (SystemBrowser system = new SystemBrowser(chromium.get());
                BrowserContext context = system.browser().newContext(stillPictures())) {
            Page page = context.newPage();
            page.setDefaultTimeout(PATIENCE_MILLIS);
            page.onPageError(complaints::add);

            try (UpPlatform platform = UpPlatform.start(folder, port, offset)) {
                // When: she signs up and drops a song
                page.navigate(platform.url());
                page.getByText("Create an account").click();
                page.getByLabel("User name").fill("ada");
                page.getByLabel("E-mail").fill("ada@example.org");
                page.getByLabel("Password").fill("a robin at dawn");
                page.getByRole(AriaRole.BUTTON, named("Create account")).click();
                assertThat(page.locator(".pill")).hasText("Live", patiently());
                upload(page, "American Robin", 7);

                // Then: the bird arrives without a reload
                assertArrives(page, "American Robin", "Turdus migratorius");
                assertThat(page.locator(".feed .sprite")
                                .first()
                                .evaluate("image => image.complete && image.naturalWidth"))
                        .isEqualTo(64);
                picture(page, "live.png");

                // And: it is in the history and among the birds
                page.getByRole(AriaRole.LINK, named("History")).click();
                assertThat(page.locator(".rows tbody tr")).hasCount(1);
                page.locator(".rows tbody a").click();
                assertThat(page.locator(".spectrogram")).isVisible();
                picture(page, "capture.png");
                page.getByRole(AriaRole.LINK, named("Birds")).click();
                assertThat(page.locator(".feed")).containsText("American Robin", contained());
                picture(page, "birds.png");
                page.getByRole(AriaRole.LINK, named("Live").setExact(true)).click();
            }

            // When: the server is away, and comes back
            assertThat(page.locator(".pill[data-state=waiting]")).isVisible();
            try (UpPlatform again = UpPlatform.start(folder.resolve("again"), port, offset, folder.resolve("data"))) {
                // Then: the page is live again by itself, and the next bird arrives
                assertThat(again.url()).endsWith(":" + port);
                assertThat(page.locator(".pill")).hasText("Live", patiently());
                upload(page, "Northern Cardinal", 8);
                assertArrives(page, "Northern Cardinal", "Cardinalis cardinalis");
            }
        }
        assertThat(complaints).isEmpty();
    }

    @Test
    void replaysDeadLettersOnCall() throws Exception {
        Optional<Path> chromium = SystemBrowser.find();
        assumeTrue(chromium.isPresent(), "no Chromium on this machine: set CHIRP_CHROMIUM or install one");
        PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE_MILLIS);
        List<String> complaints = new ArrayList<>();
        try (SystemBrowser system = new SystemBrowser(chromium.get());
                BrowserContext context = system.browser().newContext(stillPictures());
                UpPlatform platform = UpPlatform.start(folder)) {
            LostRecordings lost = new LostRecordings(folder.resolve("data"), platform.postgres());
            Page page = context.newPage();
            page.setDefaultTimeout(PATIENCE_MILLIS);
            page.onPageError(complaints::add);
            page.navigate(platform.url() + "/ops");
            page.getByLabel("User name").fill("demo");
            page.getByLabel("Password").fill(lost.demoPassword());
            page.getByRole(AriaRole.BUTTON, named("Sign in")).click();
            assertThat(page.getByText("None: nothing was given up.")).isVisible();

            // Given: three recordings are gone, and on-call looks
            lost.accept(3);
            Locator letters = page.locator(".rows").first().locator("tbody tr");
            lost.awaitDeadLetters(3);
            page.getByRole(AriaRole.BUTTON, named("Show")).click();
            assertThat(letters).hasCount(3);
            picture(page, "dead-letters.png");
            letters.first().getByRole(AriaRole.LINK).click();
            assertThat(page.locator("textarea.code")).hasValue(Pattern.compile("lost"));
            picture(page, "dead-letter.png");
            page.getByRole(AriaRole.LINK, named("On call")).click();

            // When: they are replayed before anything was repaired
            replay(page, "are they back?");

            // Then: the canary stops it
            assertThat(page.locator("h1 .tag")).hasText("stopped", patiently());
            assertThat(page.locator(".rows tbody tr")).hasCount(3);

            // When: the recordings are back
            lost.restore(song("American Robin", 7));
            page.getByRole(AriaRole.LINK, named("On call")).click();
            replay(page, "restored from the backup");

            // Then
            assertThat(page.locator("h1 .tag")).hasText("done", patiently());
            assertThat(page.locator(".rows tbody .tag[data-state=DONE]")).hasCount(3);
            picture(page, "replay.png");
            page.getByRole(AriaRole.LINK, named("History")).click();
            assertThat(page.locator(".rows tbody tr")).hasCount(3);
            assertThat(page.locator(".rows tbody")).containsText("American Robin", contained());
        }
        assertThat(complaints).isEmpty();
    }

    private static void replay(Page page, String reason) {
        page.locator("input[name=reason]").last().fill(reason);
        page.getByRole(AriaRole.BUTTON, named("Replay").setExact(true)).click();
    }

    private static byte[] song(String bird, long seed) {
        return WavWriter.toBytes(Song.render(Songbook.find(bird).orElseThrow(), seed, 9, 32_000, 20), 32_000);
    }

    private void upload(Page page, String bird, long seed) throws Exception {
        Path file = Files.write(
                folder.resolve(bird.toLowerCase(java.util.Locale.ROOT).replace(' ', '-') + ".wav"), song(bird, seed));
        page.locator("input[type=file]").setInputFiles(file);
    }

    private static void assertArrives(Page page, String commonName, String scientificName) {
        Locator newest = page.locator(".feed li").first();
        assertThat(newest).containsText(commonName, contained());
        assertThat(newest).containsText(scientificName, contained());
        assertThat(page.locator(".job")).hasCount(0);
    }

    private static Browser.NewContextOptions stillPictures() {
        return new Browser.NewContextOptions().setReducedMotion(ReducedMotion.REDUCE);
    }

    private static void picture(Page page, String name) {
        page.screenshot(new Page.ScreenshotOptions().setPath(SCREENSHOTS.resolve(name)));
    }

    private static Page.GetByRoleOptions named(String name) {
        return new Page.GetByRoleOptions().setName(name);
    }

    private static HasTextOptions patiently() {
        return new HasTextOptions().setTimeout(PATIENCE_MILLIS);
    }

    private static ContainsTextOptions contained() {
        return new ContainsTextOptions().setTimeout(PATIENCE_MILLIS);
    }
}
