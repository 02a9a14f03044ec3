package dev.chirp.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import dev.chirp.load.client.Chirper;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Who is signed in, in every tab of a browser, and what belongs to them alone. */
@ExtendWith(SharedSite.class)
class SessionIT {
    private Site site;
    private Chirper user;

    @BeforeEach
    void signUp() throws Exception {
        site = SharedSite.site();
        user = site.newUser();
    }

    @Test
    void saysWhatIsWrongWithASignInOrASignUp() {
        try (Visitor visitor = site.visitor()) {
            Page page = visitor.page();
            page.navigate(site.url());
            page.getByLabel("User name").fill(user.username());
            page.getByLabel("Password").fill("not the password");
            visitor.button("Sign in").click();
            assertThat(page.locator("form .error")).not().isEmpty();

            visitor.link("Create an account").click();
            page.getByLabel("User name").fill(user.username());
            page.getByLabel("E-mail").fill("other-" + user.email());
            page.getByLabel("Password").fill("long enough for everybody");
            visitor.button("Create account").click();
            assertThat(page.locator("form .error")).containsText(Pattern.compile("taken|exists"));
        }
    }

    @Test
    void renewsOneTokenForTwoTabsAndSignsBothOut() {
        try (Visitor visitor = site.visitor().signIn(user)) {
            Page first = visitor.page();
            Page second = visitor.tab();
            second.navigate(site.url() + "/#/birds");
            assertThat(second.locator(".teach")).isVisible();
            AtomicInteger renewals = new AtomicInteger();
            visitor.context().onRequest(request -> renewals.addAndGet(isRenewal(request) ? 1 : 0));

            // When: the token has ended while the machine slept, and both tabs want something
            first.evaluate("""
                () => {
                  const session = JSON.parse(localStorage.getItem("chirp.session"));
                  localStorage.setItem("chirp.session", JSON.stringify({...session, expires_at: 0}));
                  dispatchEvent(new StorageEvent("storage", {key: "chirp.session"}));
                }\
                """);
            first.evaluate("location.hash = '#/history'");
            second.evaluate("location.hash = '#/devices'");

            // Then
            assertThat(first.locator(".teach")).isVisible();
            assertThat(second.getByText("No device yet.")).isVisible();
            assertThat(renewals.get()).isEqualTo(1);

            visitor.button("Sign out").click();
            assertThat(first.getByLabel("Password")).isVisible();
            assertThat(second.getByLabel("Password")).isVisible();
        }
    }

    /** What another tab has stored may arrive later than the lock that it has released: a spent token ends the session. */
    @Test
    void waitsForWhatAnotherTabHasRenewed() {
        try (Visitor visitor = site.visitor().signIn(user)) {
            Page page = visitor.page();
            page.evaluate("""
                async () => {
                  const {Api} = await import("/js/api.js");
                  const {spend} = await import("/js/spent.js");
                  const session = JSON.parse(localStorage.getItem("chirp.session"));
                  const tokens = await Api.refresh(session.refresh_token);
                  await spend(session.refresh_token);
                  localStorage.setItem("chirp.session", JSON.stringify({...session, expires_at: 0}));
                  dispatchEvent(new StorageEvent("storage", {key: "chirp.session"}));
                  const late = {...session, ...tokens, expires_at: Date.now() + 900_000};
                  setTimeout(() => localStorage.setItem("chirp.session", JSON.stringify(late)), 1_000);
                }\
                """);

            page.evaluate("location.hash = '#/devices'");

            assertThat(page.getByText("No device yet.")).isVisible();
            page.reload();
            assertThat(page.getByText("No device yet.")).isVisible();
        }
    }

    @Test
    void putsNoAccessTokenIntoAnyAddress() {
        try (Visitor visitor = site.visitor()) {
            List<String> sockets = new CopyOnWriteArrayList<>();
            List<String> addresses = new CopyOnWriteArrayList<>();
            visitor.page().onWebSocket(socket -> sockets.add(socket.url()));
            visitor.page().onRequest(request -> addresses.add(request.url()));

            visitor.signIn(user);
            String token =
                    (String) visitor.page().evaluate("JSON.parse(localStorage.getItem('chirp.session')).access_token");

            assertThat(sockets)
                    .isNotEmpty()
                    .allSatisfy(address ->
                            assertThat(address).contains("/ws?ticket=").doesNotContain("token="));
            assertThat(addresses).noneMatch(address -> address.contains(token));
        }
    }

    @Test
    void givesADeviceItsKeyOnce() {
        try (Visitor visitor = site.visitor().signIn(user)) {
            Page page = visitor.page();
            visitor.link("Devices").click();
            page.getByLabel("Name").fill("Feeder");
            visitor.button("Add device").click();

            assertThat(page.locator(".key code").first()).hasText(Pattern.compile("chirp_dk_[0-9A-Za-z]{38}"));
            assertThat(page.locator(".rows tbody")).containsText("Feeder");
            page.reload();
            assertThat(page.locator(".rows tbody")).containsText("Feeder");
            assertThat(page.locator(".key")).hasCount(0);
        }
    }

    private static boolean isRenewal(Request request) {
        return request.url().endsWith("/auth/token")
                && request.postData() != null
                && request.postData().contains("grant_type=refresh_token");
    }
}
