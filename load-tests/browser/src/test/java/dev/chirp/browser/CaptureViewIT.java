package dev.chirp.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import dev.chirp.load.client.Chirper;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** One capture: heard, seen, reviewed and deleted, also when a token ends meanwhile. */
@ExtendWith(SharedSite.class)
class CaptureViewIT {
    private static final String VIEW = "/captures/";
    private Site site;
    private Chirper user;
    private long capture;

    @BeforeEach
    void uploadASong() throws Exception {
        site = SharedSite.site();
        user = site.newUser();
        capture = user.capture("robin.wav", Site.song("American Robin", 7));
        user.awaitTerminal(capture, Duration.ofSeconds(60));
    }

    @Test
    void playsWithAMovingPositionAndSeeksWhereThePictureIsClicked() {
        try (Visitor visitor = site.visitor().signIn(user)) {
            Page page = visitor.go(VIEW + capture).page();
            assertThat(page.locator(".ready .spectrogram")).isVisible();

            page.locator(".stage").click();
            visitor.button("Play").click();

            assertThat(page.locator(".controls .time")).hasText(Pattern.compile("0:0[5-8] / 0:09"));
            visitor.button("Pause").click();
            assertThat(visitor.button("Play")).isVisible();
        }
    }

    @Test
    void goesOnWhenTheAddressOfTheSoundAndTheTokenHaveEnded() {
        try (Visitor visitor = site.visitor().signIn(user)) {
            Page page = visitor.page();
            AtomicInteger links = new AtomicInteger();
            AtomicInteger refreshed = new AtomicInteger();
            // Given: an address that has ended, as that of somebody who paused for long
            page.route("**/captures/*/links", route -> {
                APIResponse answer = route.fetch();
                String body = answer.ok() && links.getAndIncrement() == 0
                        ? answer.text().replaceAll("expires=\\d+", "expires=1000000000")
                        : answer.text();
                route.fulfill(new Route.FulfillOptions().setResponse(answer).setBody(body));
            });
            page.onRequest(request -> refreshed.addAndGet(
                    request.url().endsWith("/auth/token") && request.postData().contains("refresh_token") ? 1 : 0));
            visitor.go(VIEW + capture);
            assertThat(page.locator(".ready .spectrogram")).isVisible();
            // And: an access token that the server no longer takes
            page.evaluate("""
                () => {
                  const session = JSON.parse(localStorage.getItem("chirp.session"));
                  localStorage.setItem("chirp.session", JSON.stringify({...session, access_token: session.access_token.slice(0, -4) + "AAAA"}));
                  dispatchEvent(new StorageEvent("storage", {key: "chirp.session"}));
                }\
                """);

            visitor.button("Play").click();

            assertThat(page.locator(".controls .time")).hasText(Pattern.compile("0:0[1-9] / 0:09"));
            assertThat(links.get()).isEqualTo(2);
            assertThat(refreshed.get()).isEqualTo(1);
            assertThat(page.locator(".player .error")).hasCount(0);
        }
    }

    @Test
    void saysThatARecordingIsPrivate() {
        try (Visitor visitor = site.visitor().signIn(user)) {
            Page page = visitor.page();
            page.route(
                    Pattern.compile(".*/spectrogram\\.png.*"),
                    route -> route.fulfill(new Route.FulfillOptions()
                            .setStatus(410)
                            .setContentType("application/problem+json")
                            .setBody("{\"status\": 410, \"code\": \"private_speech\", \"detail\": \"It is"
                                    + " private.\"}")));

            visitor.go(VIEW + capture);

            assertThat(page.locator(".private")).containsText("A human voice was heard in it");
            assertThat(page.locator("h1")).hasText("American Robin");
        }
    }

    @Test
    void saysWhyABirdWasNotTaken() {
        try (Visitor visitor = site.visitor().signIn(user)) {
            Page page = visitor.page();
            visitor.go(VIEW + capture);

            assertThat(page.locator(".guesses li:not(.out)")).containsText("American Robin");
            assertThat(page.locator(".guesses .out").first()).containsText("left out: ");
            assertThat(page.locator(".steps")).containsText("Identified");
        }
    }

    @Test
    void takesAWrongBirdBackEverywhere() {
        try (Visitor visitor = site.visitor().signIn(user)) {
            Page live = visitor.page();
            Page birds = tab(visitor, "/birds");
            Page bird = tab(visitor, "/birds/" + birdId());
            Page history = tab(visitor, "/history");
            Page view = tab(visitor, VIEW + capture);
            assertThat(live.locator(".feed li")).hasCount(1);
            assertThat(birds.locator(".feed li")).hasCount(1);
            assertThat(bird.locator(".feed li")).hasCount(1);

            view.getByText("That’s not it").click();

            assertThat(view.locator("h1")).hasText("Not an American Robin");
            assertThat(live.locator(".feed li")).hasCount(0);
            assertThat(birds.locator(".feed li")).hasCount(0);
            assertThat(bird.locator("h1")).hasText("Not among your birds");
            assertThat(history.locator(".rows tbody")).containsText("Not an American Robin");
            live.reload();
            assertThat(live.locator(".teach")).isVisible();

            // And back again
            view.getByText("It was that bird after all").click();
            assertThat(birds.locator(".feed li")).containsText("American Robin");
            assertThat(bird.locator("h1")).hasText("American Robin");
            assertThat(live.locator(".feed li")).hasCount(1);
        }
    }

    @Test
    void deletesOnlyWhenThePersonIsSureAndInEveryTab() {
        try (Visitor visitor = site.visitor().signIn(user)) {
            Page other = tab(visitor, VIEW + capture);
            assertThat(other.locator(".ready .spectrogram")).isVisible();
            Page page = visitor.go(VIEW + capture).page();
            visitor.button("Delete").click();
            page.keyboard().press("Escape");
            assertThat(page.locator("dialog")).hasCount(0);
            assertThat(visitor.button("Delete")).isFocused();

            visitor.button("Delete").click();
            page.locator("dialog")
                    .getByText("Delete", new com.microsoft.playwright.Locator.GetByTextOptions().setExact(true))
                    .click();

            assertThat(page.locator(".teach")).isVisible();
            assertThat(other.locator("h1")).hasText("History");
            visitor.go(VIEW + capture);
            assertThat(page.locator("h1")).hasText("This capture is gone");
        }
    }

    private long birdId() {
        try {
            return user.get("/api/v1/birds").get(0).get("id").asLong();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private Page tab(Visitor visitor, String address) {
        Page tab = visitor.tab();
        tab.navigate(site.url() + "/#" + address);
        assertThat(tab.locator("#account .pill").last()).hasText("Live");
        return tab;
    }
}
