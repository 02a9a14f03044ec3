package dev.chirp.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import dev.chirp.cli.client.Authorities;
import dev.chirp.load.client.Chirper;
import dev.chirp.load.process.Ports;
import dev.chirp.load.process.UpPlatform;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page of {@code chirp up --tls}. */
class TlsPageIT {
    @TempDir
    Path folder;

    @Test
    void showsABirdOverHttpsAndWss() throws Exception {
        Optional<Path> chromium = SystemBrowser.find();
        assumeTrue(chromium.isPresent(), "no browser: set CHIRP_CHROMIUM or install Chromium");
        Path data = folder.resolve("data");
        try (UpPlatform platform = UpPlatform.start(folder, Ports.free(), Ports.freeOffset(), data, List.of("--tls"));
                HttpClient http = HttpClient.newBuilder()
                        .sslContext(Authorities.trusting(data.resolve("device-tls/ca.pem")))
                        .build();
                SystemBrowser browser = new SystemBrowser(chromium.get(), Site.song("American Robin", 7))) {
            Chirper user = Chirper.signUp(http, platform.url());
            var options = new Browser.NewContextOptions().setIgnoreHTTPSErrors(true);
            List<String> sockets = new CopyOnWriteArrayList<>();
            try (Visitor visitor = new Visitor(browser.browser(), platform.url(), options)) {
                Page page = visitor.page();
                page.onWebSocket(socket -> sockets.add(socket.url()));

                Response loaded = page.navigate(platform.url());
                visitor.signIn(user);
                visitor.link("Add sound").click();
                visitor.choose(Visitor.wav("robin.wav", Site.song("American Robin", 7)));
                visitor.link("Live").click();

                assertThat(page.locator(".feed li").first()).containsText("American Robin");
                assertThat(loaded.securityDetails().protocol).isEqualTo("TLS 1.3");
                assertThat(sockets).isNotEmpty().allMatch(url -> url.startsWith("wss://localhost:"));
                assertThat(page.evaluate("isSecureContext")).isEqualTo(true);
            }
        }
    }
}
