package dev.chirp.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import dev.chirp.load.client.Chirper;
import dev.chirp.load.process.SeparatePlatform;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a person sees when the server that serves them is killed while birds arrive, and comes back. */
class LostConnectionIT {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final double PATIENCE_MILLIS = PATIENCE.toMillis();

    /** Notes each state that the page shows, and each capture that is ever shown twice at a time. */
    private static final String WATCH = """
        () => {
          window.states = [];
          window.twice = [];
          const look = () => {
            const state = document.querySelector("#account .pill[aria-hidden]").dataset.state;
            if (window.states.at(-1) !== state) window.states.push(state);
            const shown = [...document.querySelectorAll(".feed [data-capture]")].map((card) => card.dataset.capture);
            window.twice.push(...shown.filter((id, i) => shown.indexOf(id) !== i));
          };
          look();
          new MutationObserver(look).observe(document.body, { subtree: true, childList: true, attributes: true });
        }\
        """;

    @TempDir
    Path folder;

    @Test
    void showsEveryBirdOnceWhateverIsKilledMeanwhile() throws Exception {
        Optional<Path> chromium = SystemBrowser.find();
        assumeTrue(chromium.isPresent(), "no Chromium on this machine: set CHIRP_CHROMIUM or install one");
        byte[] song = Site.song("American Robin", 7);
        try (SeparatePlatform platform = SeparatePlatform.start(folder, new Random(5));
                SystemBrowser browser = new SystemBrowser(chromium.get(), song);
                HttpClient http = HttpClient.newHttpClient()) {
            Chirper user = Chirper.signUp(http, platform.url());
            Chirper past = Chirper.signIn(http, platform.urlOf("api-gateway"), user.username(), user.password());
            try (Visitor visitor =
                    new Visitor(browser.browser(), platform.url(), new Browser.NewContextOptions()).signIn(user)) {
                Page page = visitor.page();
                page.evaluate(WATCH);
                // Given: birds arrive
                List<Long> captures = new ArrayList<>();
                captures.add(past.capture("first.wav", song));
                assertShown(page, captures);
                List<String> lists = new CopyOnWriteArrayList<>();
                page.onRequest(request -> {
                    if (request.url().contains("/api/v1/captures?")) {
                        lists.add(request.url());
                    }
                });

                // When: delivery is killed between two of them
                captures.add(past.capture("killed.wav", Site.song("Blue Jay", 3)));
                platform.service("notify-fanout").kill();
                captures.add(past.capture("meanwhile.wav", Site.song("Northern Cardinal", 8)));
                assertThat(state(page)).hasAttribute("data-state", "waiting");
                assertThat(said(page)).hasText("Reconnecting");
                visitor.picture("reconnecting.png");

                // Then: the page says so, and after a while it reads the log instead
                assertThat(state(page)).hasText("Checking every 10 s", patiently());
                assertShown(page, captures);
                visitor.picture("polling.png");
                page.setViewportSize(360, 740);
                assertThat(page.evaluate("document.documentElement.scrollWidth"))
                        .isEqualTo(360);
                visitor.picture("polling-phone.png");
                page.setViewportSize(1280, 720);

                // When: it is back
                platform.run("notify-fanout");
                captures.add(past.capture("back.wav", Site.song("House Finch", 4)));

                // Then: the page is live again by itself, with every bird once and no list read anew
                assertThat(state(page)).hasText("Live", patiently());
                assertThat(said(page)).hasText("Live");
                assertShown(page, captures);
                visitor.picture("live-again.png");

                // When: all that the browser talks to is killed, and birds are heard meanwhile
                platform.service("front").kill();
                for (int i = 0; i < 3; i++) {
                    captures.add(past.capture("away-" + i + ".wav", Site.song("Song Sparrow", 20 + i)));
                }
                past.awaitTerminal(captures.getLast(), PATIENCE);
                assertThat(state(page)).hasText(Pattern.compile("Reconnecting.*"));
                platform.launch("front");

                // Then: it reads the log as soon as there is one, and tries at once when the network is said to be back
                assertThat(state(page)).hasText(Pattern.compile("Checking every 10 s|Live"), patiently());
                page.evaluate("dispatchEvent(new Event('online'))");
                assertThat(state(page)).hasText("Live", patiently());
                assertShown(page, captures);
                assertThat(lists).isEmpty();
                assertThat(strings(page, "window.twice")).isEmpty();
                List<String> states = strings(page, "window.states");
                assertThat(states)
                        .startsWith("live", "waiting")
                        .contains("polling")
                        .endsWith("live");
                assertThat(states.stream().filter("live"::equals))
                        .as("%s", states)
                        .hasSize(3);
            }
        }
    }

    private static void assertShown(Page page, List<Long> captures) {
        Locator cards = page.locator(".feed [data-capture]");
        assertThat(cards)
                .hasCount(captures.size(), new LocatorAssertions.HasCountOptions().setTimeout(PATIENCE_MILLIS));
        List<String> expected = captures.stream().map(String::valueOf).toList();
        assertThat(cards.evaluateAll("cards => cards.map((card) => card.dataset.capture)"))
                .asInstanceOf(InstanceOfAssertFactories.list(String.class))
                .containsExactlyInAnyOrderElementsOf(expected);
    }

    private static LocatorAssertions.HasTextOptions patiently() {
        return new LocatorAssertions.HasTextOptions().setTimeout(PATIENCE_MILLIS);
    }

    private static Locator state(Page page) {
        return page.locator("#account .pill[aria-hidden]");
    }

    /** What a screen reader says of it. */
    private static Locator said(Page page) {
        return page.locator("#account [role=status]");
    }

    @SuppressWarnings("unchecked")
    private static List<String> strings(Page page, String expression) {
        return Collections.checkedList((List<String>) page.evaluate(expression), String.class);
    }
}
