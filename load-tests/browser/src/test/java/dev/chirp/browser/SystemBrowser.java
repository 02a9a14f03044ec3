package dev.chirp.browser;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType.LaunchOptions;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The browser that the machine has: {@code CHIRP_CHROMIUM}, or a Chromium on the path. Nothing is downloaded. Its microphone
 * hears a recording, again and again.
 */
final class SystemBrowser implements AutoCloseable {
    private static final List<String> NAMES = List.of("chromium", "chromium-browser", "google-chrome", "chrome");
    private final Playwright playwright;
    private final Browser browser;

    SystemBrowser(Path executable, byte[] heard) throws IOException {
        PlaywrightAssertions.setDefaultAssertionTimeout(Site.PATIENCE_MILLIS);
        Path microphone = Files.write(Files.createTempFile("microphone", ".wav"), heard);
        microphone.toFile().deleteOnExit();
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        browser = playwright
                .chromium()
                .launch(new LaunchOptions()
                        .setExecutablePath(executable)
                        .setArgs(List.of(
                                "--no-sandbox",
                                "--disable-gpu",
                                "--disable-background-networking",
                                "--disable-component-update",
                                "--disable-sync",
                                "--use-fake-ui-for-media-stream",
                                "--use-fake-device-for-media-stream",
                                "--use-file-for-fake-audio-capture=" + microphone)));
    }

    static Optional<Path> find() {
        String chosen = System.getenv("CHIRP_CHROMIUM");
        Stream<Path> candidates = Arrays.stream(
                        System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .flatMap(folder -> NAMES.stream().map(name -> Path.of(folder, name)));
        return Stream.concat(Stream.ofNullable(chosen).map(Path::of), candidates)
                .filter(Files::isExecutable)
                .findFirst();
    }

    Browser browser() {
        return browser;
    }

    @Override
    public void close() {
        browser.close();
        playwright.close();
    }
}
