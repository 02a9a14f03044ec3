package dev.chirp.browser;

import com.microsoft.playwright.Browser;
import dev.chirp.audio.WavWriter;
import dev.chirp.load.client.Chirper;
import dev.chirp.load.process.Ports;
import dev.chirp.load.process.UpPlatform;
import dev.chirp.song.Song;
import dev.chirp.song.Songbook;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;

/** A platform and a browser. Tests share them, and each has users of its own. */
final class Site implements AutoCloseable {
    /** For each thing that is waited for. */
    static final double PATIENCE_MILLIS = 60_000;

    private final Path folder;
    private final int port = Ports.free();
    private final int offset = Ports.freeOffset();
    private final HttpClient http = HttpClient.newHttpClient();
    private final SystemBrowser browser;
    private UpPlatform platform;

    private Site(Path chromium) throws IOException, InterruptedException {
        folder = Files.createTempDirectory("chirp-page");
        platform = UpPlatform.start(folder, port, offset);
        browser = new SystemBrowser(chromium, song("American Robin", 7));
    }

    static Site start(Path chromium) {
        try {
            return new Site(chromium);
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    String url() {
        return platform.url();
    }

    Path data() {
        return folder.resolve("data");
    }

    String postgres() {
        return platform.postgres();
    }

    /** A new user, whom no page knows yet. */
    Chirper newUser() throws IOException, InterruptedException {
        return Chirper.signUp(http, url());
    }

    Visitor visitor() {
        return visitor(new Browser.NewContextOptions());
    }

    /** A browser of a certain size or colour. */
    Visitor visitor(Browser.NewContextOptions options) {
        return new Visitor(browser(), url(), options);
    }

    Browser browser() {
        return browser.browser();
    }

    void stop() {
        platform.close();
    }

    void startAgain() throws IOException, InterruptedException {
        platform = UpPlatform.start(Files.createTempDirectory(folder, "again"), port, offset, data());
    }

    /** As the owner of the database. */
    Connection connect() throws SQLException, IOException {
        return DriverManager.getConnection(
                "jdbc:postgresql://" + postgres() + "/chirp",
                "postgres",
                property("secrets.env", "CHIRP_DB_PASSWORD_SUPERUSER"));
    }

    String property(String file, String name) throws IOException {
        Properties properties = new Properties();
        try (var reader = Files.newBufferedReader(data().resolve(file))) {
            properties.load(reader);
        }
        return properties.getProperty(name);
    }

    /** Nine seconds of a bird as WAV. */
    static byte[] song(String bird, long seed) {
        return WavWriter.toBytes(Song.render(Songbook.find(bird).orElseThrow(), seed, 9, 32_000, 20), 32_000);
    }

    @Override
    public void close() {
        browser.close();
        platform.close();
    }
}
