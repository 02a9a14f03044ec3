package dev.chirp.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.JSHandle;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.FilePayload;
import dev.chirp.load.client.Chirper;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** How recordings get from a person to the platform, also when something is in the way. */
@ExtendWith(SharedSite.class)
class AddSoundIT {
    private Site site;
    private Chirper user;

    @BeforeEach
    void prepare() throws Exception {
        site = SharedSite.site();
        user = site.newUser();
    }

    @Test
    void takesSeveralDroppedFilesAndSaysWhatIsWrongWithOthers() {
        try (Visitor visitor = site.visitor().signIn(user)) {
            Page page = visitor.page();
            visitor.link("Add sound").click();

            drop(
                    page,
                    Visitor.wav("robin.wav", Site.song("American Robin", 7)),
                    Visitor.wav("tit.wav", Site.song("Great Tit", 8)),
                    Visitor.wav("jay.wav", Site.song("Blue Jay", 9)),
                    new FilePayload("list.txt", "text/plain", "milk, bread and bird seed for the feeder".getBytes()),
                    Visitor.wav("nothing.wav", new byte[0]));

            assertThat(job(page, "robin.wav")).containsText("American Robin");
            assertThat(job(page, "tit.wav")).containsText("Great Tit");
            assertThat(job(page, "jay.wav")).containsText("Blue Jay");
            assertThat(job(page, "list.txt").locator(".error")).not().isEmpty();
            assertThat(job(page, "nothing.wav")).containsText("This file is empty.");
            visitor.picture("add-sound.png");
            visitor.link("Live").click();
            assertThat(page.locator(".feed li")).hasCount(3);
        }
    }

    @Test
    void waitsForAConnectionThatBreaksDuringAnUpload() {
        try (Visitor visitor = site.visitor().signIn(user)) {
            Page page = visitor.page();
            visitor.link("Add sound").click();
            List<String> keys = new CopyOnWriteArrayList<>();
            AtomicInteger broken = new AtomicInteger();
            page.route("**/api/v1/captures", route -> {
                keys.add(route.request().headerValue("idempotency-key"));
                if (broken.getAndIncrement() == 0) {
                    visitor.context().setOffline(true);
                    route.abort("internetdisconnected");
                } else {
                    route.resume();
                }
            });

            visitor.choose(Visitor.wav("robin.wav", Site.song("American Robin", 7)));

            assertThat(job(page, "robin.wav")).containsText("No connection. It goes on by itself");
            assertThat(page.locator("#account a.pill")).hasText("1 upload waiting");
            visitor.context().setOffline(false);
            assertThat(job(page, "robin.wav")).containsText("American Robin");
            assertThat(keys).hasSizeGreaterThan(1).containsOnly(keys.getFirst()).doesNotContainNull();
        }
    }

    @Test
    void leavesABusyServerAloneAsLongAsItAsks() {
        try (Visitor visitor = site.visitor().signIn(user)) {
            Page page = visitor.page();
            visitor.link("Add sound").click();
            List<Long> at = new CopyOnWriteArrayList<>();
            page.route("**/api/v1/captures", route -> {
                at.add(System.nanoTime());
                switch (at.size()) {
                    case 1 -> refuse(route, 429, "2", "rate_limited", "Too many requests.");
                    case 2 -> refuse(route, 503, "1", "overloaded", "Too much is going on.");
                    default -> route.resume();
                }
            });

            visitor.choose(Visitor.wav("robin.wav", Site.song("American Robin", 7)));

            assertThat(job(page, "robin.wav")).containsText("the server asks for a pause. Next try in");
            assertThat(job(page, "robin.wav")).containsText("American Robin");
            assertThat(at).hasSize(3);
            assertThat(at.get(1) - at.get(0)).isGreaterThan(1_900_000_000L);
            assertThat(at.get(2) - at.get(1)).isGreaterThan(900_000_000L);
        }
    }

    @Test
    void tellsWhatTheServerRefusesAndLetsACancelledUploadGo() {
        try (Visitor visitor = site.visitor().signIn(user)) {
            Page page = visitor.page();
            visitor.link("Add sound").click();
            page.route("**/api/v1/captures", route -> {
                String body = route.request().postData();
                if (body.contains("long.wav")) {
                    refuse(route, 413, null, "audio_too_long", "The recording has 12 minutes (at most: 10).");
                } else if (body.contains("cut.wav")) {
                    refuse(route, 422, null, "invalid_audio", "The file ends in the middle.");
                } // the others hear nothing for ever
            });

            visitor.choose(
                    Visitor.wav("long.wav", new byte[64]),
                    Visitor.wav("cut.wav", new byte[64]),
                    Visitor.wav("stuck.wav", new byte[64]));

            assertThat(job(page, "long.wav")).containsText("12 minutes");
            assertThat(job(page, "cut.wav")).containsText("ends in the middle");
            assertThat(job(page, "cut.wav").locator("button")).hasCount(1);
            assertThat(job(page, "stuck.wav")).containsText("Sending");
            job(page, "stuck.wav").locator("button").click();
            assertThat(page.locator(".job")).hasCount(2);
        }
    }

    @Test
    void recordsTheMicrophone() {
        try (Visitor visitor = site.visitor().signIn(user)) {
            Page page = visitor.page();
            visitor.link("Add sound").click();

            visitor.button("Record").click();
            assertThat(page.locator(".record .time")).hasText(java.util.regex.Pattern.compile("0:0[6-9] of 4:00"));
            visitor.picture("recording.png");
            visitor.button("Stop and send").click();

            assertThat(page.locator(".job[data-state=done]")).containsText("American Robin");
            assertThat(visitor.button("Record")).isVisible();
        }
    }

    private static Locator job(Page page, String filename) {
        return page.locator(".job", new Page.LocatorOptions().setHasText(filename));
    }

    /** Drops files as a person does, anywhere on the page. */
    private static void drop(Page page, FilePayload... files) {
        List<Map<String, String>> contents = java.util.Arrays.stream(files)
                .map(file -> Map.of(
                        "name", file.name,
                        "type", file.mimeType,
                        "bytes", java.util.Base64.getEncoder().encodeToString(file.buffer)))
                .toList();
        JSHandle data = page.evaluateHandle("""
            (files) => files.reduce((data, {name, type, bytes}) => {
              data.items.add(new File([Uint8Array.from(atob(bytes), (c) => c.charCodeAt(0))], name, {type}));
              return data;
            }, new DataTransfer())\
            """, contents);
        page.dispatchEvent("main", "drop", Map.of("dataTransfer", data));
    }

    private static void refuse(Route route, int status, String retryAfter, String code, String detail) {
        var answer = new Route.FulfillOptions()
                .setStatus(status)
                .setContentType("application/problem+json")
                .setBody("{\"status\": " + status + ", \"code\": \"" + code + "\", \"detail\": \"" + detail + "\"}");
        if (retryAfter != null) {
            answer.setHeaders(Map.of("Retry-After", retryAfter, "Content-Type", "application/problem+json"));
        }
        route.fulfill(answer);
    }
}
