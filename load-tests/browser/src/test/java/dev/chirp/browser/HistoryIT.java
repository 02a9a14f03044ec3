package dev.chirp.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import dev.chirp.load.client.Chirper;
import java.sql.Connection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The history of somebody who has 5,000 captures of two species, one in ten failed, one an hour. */
@ExtendWith(SharedSite.class)
class HistoryIT {
    private static final int CAPTURES = 5_000;
    private static Site site;
    private static Chirper user;

    @BeforeAll
    static void fill() throws Exception {
        site = SharedSite.site();
        user = site.newUser();
        try (Connection connection = site.connect();
                var statement = connection.createStatement()) {
            statement.execute("SET session_replication_role = replica"); // counted at once below, not row by row
            statement.execute("""
                INSERT INTO bird (scientific_name, common_name)
                VALUES ('Regulus regulus', 'Goldcrest'), ('Sitta europaea', 'Eurasian Nuthatch') ON CONFLICT DO NOTHING\
                """);
            statement.execute("""
                INSERT INTO capture (user_id, content_type, audio_key, audio_sha256, audio_bytes, duration_seconds,
                    recorded_at, created_at, status, verdict, bird_id, confidence, error_code, error_detail)
                SELECT u.id, 'audio/wav', 'history/' || u.id || '-' || i, 'x', 1, 9, t.at, t.at,
                    CASE WHEN i %% 10 = 0 THEN 'failed' ELSE 'processed' END,
                    CASE WHEN i %% 10 <> 0 THEN 'identified' END, CASE WHEN i %% 10 <> 0 THEN b.id END,
                    CASE WHEN i %% 10 <> 0 THEN 0.9 END,
                    CASE WHEN i %% 10 = 0 THEN 'undecodable' END, CASE WHEN i %% 10 = 0 THEN 'It cannot be decoded.' END
                FROM app_user u, generate_series(0, %d) AS i
                JOIN bird b ON b.scientific_name = CASE WHEN i %% 3 = 0 THEN 'Sitta europaea' ELSE 'Regulus regulus' END,
                    LATERAL (SELECT timestamptz '2026-06-30 12:00Z' - make_interval(hours => i) AS at) AS t
                WHERE u.username = '%s'\
                """.formatted(CAPTURES - 1, user.username()));
            statement.execute("""
                INSERT INTO capture_tally (user_id, processed, failed)
                SELECT user_id, count(*) FILTER (WHERE status = 'processed'), count(*) FILTER (WHERE status = 'failed')
                FROM capture WHERE audio_key LIKE 'history/%' GROUP BY user_id\
                """);
            statement.execute("""
                INSERT INTO user_bird (user_id, bird_id, count, first_heard_at, last_heard_at, best_confidence)
                SELECT user_id, bird_id, count(*), min(recorded_at), max(recorded_at), max(confidence)
                FROM capture c WHERE audio_key LIKE 'history/%' AND capture_is_counted(c) GROUP BY user_id, bird_id\
                """);
        }
    }

    @Test
    void showsOnePageOfThousandsAndKeepsWhatWasAskedInTheAddress() {
        try (Visitor visitor = site.visitor().signIn(user)) {
            Page page = visitor.page();
            List<String> requests = new CopyOnWriteArrayList<>();
            page.onRequest(request -> requests.add(request.url()));

            visitor.link("History").click();
            assertThat(page.locator(".pager")).containsText("Page 1 of 250, 5,000 captures");
            assertThat(page.locator(".rows tbody tr")).hasCount(20);
            assertThat(requests.stream()
                            // Pictures of the view before may still be asked for.
                            .filter(url -> url.contains("/api/v1/") && !url.endsWith("spectrogram.png")))
                    .hasSizeLessThanOrEqualTo(3);

            // When: filters and pages
            page.getByLabel("Status").selectOption("failed");
            assertThat(page.locator(".pager")).containsText("Page 1 of 25, 500 captures");
            visitor.link("Older →").click();
            assertThat(page).hasURL(Pattern.compile("#/history\\?status=failed&page=2$"));
            assertThat(page.locator(".pager")).containsText("Page 2 of 25");
            String first = page.locator(".rows tbody tr").first().getAttribute("data-capture");

            // Then: a reload and the browser's Back show the same
            page.reload();
            assertThat(page.locator(".rows tbody tr").first()).hasAttribute("data-capture", first);
            assertThat(page.getByLabel("Status")).hasValue("failed");
            page.goBack();
            assertThat(page.locator(".pager")).containsText("Page 1 of 25");

            // And: by bird and by day
            visitor.link("Show all").click();
            page.getByLabel("Bird").selectOption("Goldcrest");
            assertThat(page.locator(".pager")).containsText("3,000 captures");
            page.getByLabel("From").fill("2026-06-01");
            page.getByLabel("To").fill("2026-06-02");
            assertThat(page.locator(".pager")).containsText(Pattern.compile("2[0-9]|3[0-2] captures"));
            page.getByLabel("To").fill("2020-06-02");
            assertThat(page.getByText("No capture matches these filters.")).isVisible();
        }
    }

    @Test
    void showsTheCapturesOfOneBirdPageByPage() {
        try (Visitor visitor = site.visitor().signIn(user)) {
            Page page = visitor.go("/birds").page();

            assertThat(page.locator(".feed li")).hasCount(2);
            page.getByText("Eurasian Nuthatch").click();

            assertThat(page.locator(".times li")).hasCount(12);
            assertThat(page.locator(".facts")).containsText("1,500 times");
            visitor.link("Older →").click();
            assertThat(page).hasURL(Pattern.compile("page=2$"));
            assertThat(page.locator(".pager")).containsText("Page 2 of 125");
        }
    }
}
