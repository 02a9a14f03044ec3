package dev.chirp.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import dev.chirp.load.client.Chirper;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What holds for every view: for people who do not see or use a mouse, on a phone, in the dark, on a slow line. */
@ExtendWith(SharedSite.class)
class EveryViewIT {
    private static final int FIRST_LOAD_BYTES = 150_000;
    private static Site site;
    private static Chirper user;
    private static List<String> views;

    @BeforeAll
    static void uploadASong() throws Exception {
        site = SharedSite.site();
        user = site.newUser();
        long capture = user.capture("robin.wav", Site.song("American Robin", 7));
        long bird = user.awaitTerminal(capture, Duration.ofSeconds(60))
                .at("/bird/id")
                .asLong();
        views = List.of(
                "/live",
                "/add",
                "/history",
                "/history?status=failed",
                "/birds",
                "/birds/" + bird,
                "/captures/" + capture,
                "/captures/1000000",
                "/devices");
    }

    @ParameterizedTest
    @EnumSource(
            value = ColorScheme.class,
            names = {"LIGHT", "DARK"})
    void hasNoSeriousFindingOfAxe(ColorScheme colours) throws Exception {
        String axe = read("/axe.min.js");
        try (Visitor visitor = site.visitor(new NewContextOptions().setColorScheme(colours))) {
            Page page = visitor.page();
            page.navigate(site.url());
            assertThat(page.locator("form")).isVisible();
            page.evaluate(axe);
            assertThat(findings(page)).as("sign-in").isEmpty();
            visitor.signIn(user);
            page.evaluate(axe);
            for (String view : views) {
                show(visitor, view);
                assertThat(findings(page)).as(view).isEmpty();
            }
            if (colours == ColorScheme.LIGHT) {
                visitor.button("Dark colours").click();
                assertThat(visitor.button("Light colours")).isVisible();
                assertThat(page.locator("html")).hasAttribute("data-theme", "dark");
                page.reload();
                assertThat(visitor.button("Light colours")).isVisible();
            }
        }
    }

    @Test
    void fitsOnAPhone() {
        try (Visitor visitor =
                site.visitor(new NewContextOptions().setViewportSize(360, 740).setHasTouch(true))) {
            visitor.signIn(user);
            for (String view : views) {
                show(visitor, view);
                assertThat((Integer) visitor.page().evaluate("document.documentElement.scrollWidth - innerWidth"))
                        .as(view)
                        .isLessThanOrEqualTo(0);
            }
            // The places are at the bottom, under the thumb, and large enough to be hit.
            var box = visitor.link("Birds").boundingBox();
            assertThat(box.y).isGreaterThan(600);
            assertThat(box.height).isGreaterThanOrEqualTo(44);
            visitor.picture("phone.png");
        }
    }

    @Test
    void worksWithTheKeyboardAlone() {
        try (Visitor visitor = site.visitor()) {
            Page page = visitor.page();
            page.navigate(site.url());
            assertThat(page.getByLabel("User name")).isFocused();
            page.keyboard().type(user.username());
            page.keyboard().press("Tab");
            page.keyboard().type(user.password());
            page.keyboard().press("Enter");
            visitor.awaitLive();

            // The skip link is the first stop, and leads past the navigation.
            page.reload();
            assertThat(page.locator(".feed li")).hasCount(1);
            page.keyboard().press("Tab");
            assertThat(page.locator(".skip")).isFocused();
            page.keyboard().press("Enter");
            page.keyboard().press("Tab");
            assertThat(visitor.button("Choose files")).isFocused();
            page.keyboard().press("Tab");
            assertThat(page.locator(".feed a")).isFocused();
            assertThat(page.locator(".feed a")).hasCSS("outline-style", "solid");
            page.keyboard().press("Enter");
            assertThat(page.locator(".ready .spectrogram")).isVisible();

            // Seeks and plays.
            tabTo(page, visitor.button("Play"));
            tabTo(page, page.getByLabel("Position"));
            page.keyboard().press("End");
            assertThat(page.locator(".controls .time")).hasText("0:09 / 0:09");
            page.keyboard().press("Home");
            page.keyboard().press("Shift+Tab");
            page.keyboard().press("Enter");
            assertThat(visitor.button("Pause")).isFocused();
            page.keyboard().press("Enter");
            assertThat(visitor.button("Play")).isVisible();
        }
    }

    @Test
    void theFocusStaysWhenAListIsReadAgain() throws Exception {
        try (Visitor visitor = site.visitor()) {
            Chirper birder = site.newUser();
            long first = birder.capture("robin.wav", Site.song("American Robin", 8));
            birder.awaitTerminal(first, Duration.ofSeconds(60));
            visitor.signIn(birder);
            visitor.awaitLive();
            show(visitor, "/history");
            Locator link = visitor.page().locator("[data-capture=\"" + first + "\"] a");
            link.focus();

            birder.capture("jay.wav", Site.song("Blue Jay", 9));

            assertThat(visitor.page().locator("[data-capture]:has-text(\"Blue Jay\")"))
                    .isVisible();
            assertThat(link).isFocused();
        }
    }

    @Test
    void loadsLittleAtFirstAndNothingAgain() {
        try (Visitor visitor = site.visitor()) {
            Page page = visitor.page();
            AtomicLong bytes = new AtomicLong();
            CDPSession network = visitor.context().newCDPSession(page);
            network.send("Network.enable");
            network.on(
                    "Network.loadingFinished",
                    event -> bytes.addAndGet(event.get("encodedDataLength").getAsLong()));

            page.navigate(site.url());
            assertThat(page.locator("form")).isVisible();
            assertThat(bytes.get()).isBetween(10_000L, (long) FIRST_LOAD_BYTES);

            bytes.set(0);
            page.reload();
            assertThat(page.locator("form")).isVisible();
            assertThat(bytes.get()).isLessThan(3_000);
        }
    }

    private static void show(Visitor visitor, String view) {
        Page page = visitor.go(view).page();
        assertThat(page.locator("#main[data-at=\"#" + view + "\"]:not([aria-busy]) h1"))
                .isVisible();
    }

    /** Presses Tab until this has the focus. */
    private static void tabTo(Page page, Locator wanted) {
        for (int i = 0; i < 20; i++) {
            page.keyboard().press("Tab");
            if (wanted.evaluate("element => element === document.activeElement").equals(true)) {
                return;
            }
        }
        assertThat(wanted).isFocused();
    }

    @SuppressWarnings("unchecked")
    private static List<String> findings(Page page) {
        return (List<String>) page.evaluate("""
            () => axe.run(document, {resultTypes: ["violations"]}).then(({violations}) => violations
              .filter(({impact}) => impact === "serious" || impact === "critical")
              .map(({id, nodes}) => `${id}: ${nodes.slice(0, 3).map(({html}) => html).join(" | ")}`))\
            """);
    }

    private static String read(String resource) throws java.io.IOException {
        try (var stream = AxeBuilder.class.getResourceAsStream(resource)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
