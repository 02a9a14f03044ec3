package dev.chirp.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.GetByRoleOptions;
import com.microsoft.playwright.options.AriaRole;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class DeviceViewIT {
    private final Site site = SharedSite.site();

    @Test
    void showsADeviceFromItsFirstKeyToItsEnd() throws Exception {
        try (Visitor visitor = site.visitor().signIn(site.newUser())) {
            Page page = visitor.page();
            visitor.link("Devices").click();
            page.getByLabel("Name").fill("Feeder");
            visitor.button("Add device").click();
            String key = page.locator(".key code").first().textContent();
            page.getByRole(AriaRole.LINK, new GetByRoleOptions().setName("Feeder"))
                    .click();
            assertThat(page.locator("main h1")).hasText("Feeder");
            assertThat(page.locator("main .pill")).hasText("Never seen");

            // Nobody reloads: what the device reports arrives through the socket.
            assertThat(send(key)).isEqualTo(202);
            assertThat(page.locator("main .pill")).hasText("Connected");
            assertThat(page.locator(".facts")).containsText(Pattern.compile("Last sound(just now|\\d+ s ago)"));

            page.getByLabel("Name").fill("Oak");
            visitor.button("Rename").click();
            assertThat(page.locator("main h1")).hasText("Oak");

            Locator keys = page.locator(".rows tbody tr");
            assertThat(keys).hasCount(1);
            visitor.button("New key").click();
            assertThat(keys).hasCount(2);
            assertThat(visitor.button("New key")).isDisabled();
            String second = page.locator(".key code").first().textContent();
            keys.last().getByRole(AriaRole.BUTTON).click();
            page.locator("dialog .danger").click();
            assertThat(keys).hasCount(1);
            assertThat(send(second)).isEqualTo(202);

            visitor.button("Delete this device").click();
            page.locator("dialog .danger").click();
            assertThat(page.locator("main h1")).hasText("Devices");
            assertThat(page.locator("main")).containsText("No device yet");
        }
    }

    private int send(String key) throws Exception {
        HttpRequest clip = HttpRequest.newBuilder(URI.create(site.url() + "/ingest/v1/clips"))
                .header("X-Device-Key", key)
                .header("Content-Type", "audio/wav")
                .POST(BodyPublishers.ofByteArray(Site.song("American Robin", 11)))
                .build();
        return HttpClient.newHttpClient().send(clip, BodyHandlers.discarding()).statusCode();
    }
}
