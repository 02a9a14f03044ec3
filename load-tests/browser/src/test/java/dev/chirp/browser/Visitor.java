package dev.chirp.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.ConsoleMessage;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.FilePayload;
import com.microsoft.playwright.options.ReducedMotion;
import dev.chirp.load.client.Chirper;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A person before a browser of their own. Closing it fails when a script complained meanwhile. */
final class Visitor implements AutoCloseable {
    private static final Path SCREENSHOTS = Path.of("target", "screenshots");
    private final List<String> complaints = new CopyOnWriteArrayList<>();
    private final String url;
    private final BrowserContext context;
    private final Page page;

    Visitor(Browser browser, String url, Browser.NewContextOptions options) {
        this.url = url;
        this.context = browser.newContext(options.setReducedMotion(ReducedMotion.REDUCE));
        context.grantPermissions(List.of("microphone"));
        this.page = tab();
    }

    Page page() {
        return page;
    }

    BrowserContext context() {
        return context;
    }

    /** Another tab of the same browser. */
    Page tab() {
        Page tab = context.newPage();
        tab.setDefaultTimeout(Site.PATIENCE_MILLIS);
        tab.onPageError(complaints::add);
        tab.onConsoleMessage(this::note);
        return tab;
    }

    /** Uncaught errors, and what the browser says of a broken policy; that a request failed is for the page to say. */
    private void note(ConsoleMessage message) {
        String text = message.text();
        if (message.type().equals("error")
                && !text.startsWith("Failed to load resource")
                && !text.startsWith("WebSocket connection")) {
            complaints.add(text);
        }
    }

    List<String> complaints() {
        return complaints;
    }

    /** Signs in by the form and waits until the page is live. */
    Visitor signIn(Chirper user) {
        page.navigate(url);
        page.getByLabel("User name").fill(user.username());
        page.getByLabel("Password").fill(user.password());
        button("Sign in").click();
        awaitLive();
        return this;
    }

    void awaitLive() {
        assertThat(page.locator("#account .pill").last()).hasText("Live");
    }

    /** Goes to an address of the page, as {@code /history?status=failed}. */
    Visitor go(String address) {
        page.navigate(url + "/#" + address);
        return this;
    }

    Locator button(String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    Locator link(String name) {
        return page.getByRole(
                AriaRole.LINK, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    /** Chooses files as in the dialog of the browser. */
    void choose(FilePayload... files) {
        page.locator("input[type=file]").setInputFiles(files);
    }

    static FilePayload wav(String name, byte[] bytes) {
        return new FilePayload(name, "audio/wav", bytes);
    }

    void picture(String name) {
        page.screenshot(new Page.ScreenshotOptions().setPath(SCREENSHOTS.resolve(name)));
    }

    @Override
    public void close() {
        context.close();
        assertThat(complaints).isEmpty();
    }
}
