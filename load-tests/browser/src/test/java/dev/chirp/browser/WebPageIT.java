package dev.chirp.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ReducedMotion;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a person sees in a browser; pictures of it are left in {@code target/screenshots}. */
@ExtendWith(SharedSite.class)
class WebPageIT {

    @Test
    void showsABirdLiveAndSurvivesARestartOfTheServer() throws Exception {
        Site site = SharedSite.site();
        try (Visitor ada = site.visitor()) {
            Page page = ada.page();

            // When: she signs up, is taught what to do, and drops a song
            page.navigate(site.url());
            ada.link("Create an account").click();
            String name = "ada-" + UUID.randomUUID();
            page.getByLabel("User name").fill(name);
            page.getByLabel("E-mail").fill(name + "@example.org");
            page.getByLabel("Password").fill("a robin at dawn");
            ada.button("Create account").click();
            ada.awaitLive();
            assertThat(page.locator(".teach")).containsText("./chirp song \"American Robin\"");
            ada.picture("empty.png");
            ada.choose(Visitor.wav("robin.wav", Site.song("American Robin", 7)));

            // Then: the bird arrives without a reload
            assertArrives(page, "American Robin", "Turdus migratorius");
            assertThat(page.locator(".teach")).isHidden();
            assertThat(page.locator("#said[aria-live=polite]")).hasText("American Robin arrived.");
            assertThat(page.locator(".feed .sprite").first().evaluate("image => image.complete && image.naturalWidth"))
                    .isEqualTo(64);
            ada.picture("live.png");

            // And: it blinks for those who do not mind
            assertThat(page.locator(".sprite.idle")).hasCount(0);
            page.emulateMedia(new Page.EmulateMediaOptions().setReducedMotion(ReducedMotion.NO_PREFERENCE));
            page.reload();
            assertThat(page.locator(".feed .sprite.idle").first()).isVisible();
            ada.awaitLive();

            // And: it is in the history and among the birds
            ada.link("History").click();
            assertThat(page.locator(".rows tbody tr")).hasCount(1);
            page.locator(".rows tbody a").click();
            assertThat(page.locator(".ready .spectrogram")).isVisible();
            assertThat(page.locator(".label").first()).containsText("American Robin");
            ada.picture("capture.png");
            ada.link("Birds").click();
            assertThat(page.locator(".feed")).containsText("American Robin");
            ada.picture("birds.png");
            page.locator(".feed a").click();
            assertThat(page.locator(".thumbnail[src^='blob:']")).hasCount(1);
            ada.picture("bird.png");
            ada.link("Live").click();

            // When: the server is away, and comes back
            site.stop();
            try {
                assertThat(page.locator("#account span.pill[data-state=waiting]"))
                        .isVisible();
                ada.choose(Visitor.wav("cardinal.wav", Site.song("Northern Cardinal", 8)));
                assertThat(page.locator(".job").first()).containsText("No connection. It goes on by itself");
            } finally {
                site.startAgain();
            }

            // Then: the page is live again by itself, and so is what was to be sent meanwhile
            ada.awaitLive();
            assertArrives(page, "Northern Cardinal", "Cardinalis cardinalis");
        }
    }

    @Test
    void replaysDeadLettersOnCall() throws Exception {
        Site site = SharedSite.site();
        try (Visitor onCall = site.visitor()) {
            LostRecordings lost = new LostRecordings(site);
            Page page = onCall.page();
            page.navigate(site.url() + "/ops");
            page.getByLabel("User name").fill("demo");
            page.getByLabel("Password").fill(site.property("demo.env", "CHIRP_PASSWORD"));
            onCall.button("Sign in").click();
            assertThat(page.getByText("None: nothing was given up.")).isVisible();

            // Given: three recordings are gone, and on-call looks
            lost.accept(3);
            Locator letters = page.locator(".rows").first().locator("tbody tr");
            lost.awaitDeadLetters(3);
            onCall.button("Show").click();
            assertThat(letters).hasCount(3);
            onCall.picture("dead-letters.png");
            letters.first().locator("a").click();
            assertThat(page.locator("textarea.code")).hasValue(Pattern.compile("lost"));
            onCall.picture("dead-letter.png");
            onCall.link("On call").click();

            // When: they are replayed before anything was repaired
            replay(onCall, "are they back?");

            // Then: the canary stops it
            assertThat(page.locator("h1 .tag")).hasText("stopped");
            assertThat(page.locator(".rows tbody tr")).hasCount(3);

            // When: the recordings are back
            lost.restore(Site.song("American Robin", 7));
            onCall.link("On call").click();
            replay(onCall, "restored from the backup");

            // Then
            assertThat(page.locator("h1 .tag")).hasText("done");
            assertThat(page.locator(".rows tbody .tag[data-state=DONE]")).hasCount(3);
            onCall.picture("replay.png");
            onCall.link("History").click();
            assertThat(page.locator(".rows tbody tr")).hasCount(3);
            assertThat(page.locator(".rows tbody")).containsText("American Robin");
        }
    }

    private static void replay(Visitor onCall, String reason) {
        onCall.page().locator("input[name=reason]").last().fill(reason);
        onCall.button("Replay").click();
    }

    private static void assertArrives(Page page, String commonName, String scientificName) {
        Locator newest = page.locator(".feed li").first();
        assertThat(newest).containsText(commonName);
        assertThat(newest).containsText(scientificName);
        assertThat(page.locator(".job[data-state=done]").first()).containsText(commonName);
    }
}
