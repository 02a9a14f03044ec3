package dev.chirp.load.bench;

import dev.chirp.load.client.Chirper;
import java.net.http.HttpClient;
import java.util.ArrayList;
import java.util.List;

/** Fresh accounts for a benchmark: many users, never raised limits of one. */
final class Users {
    private Users() {}

    static List<Chirper> signUp(HttpClient http, String url, int count, Session session) throws Exception {
        session.say("Signing up %d users", count);
        List<Chirper> users = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            users.add(Chirper.signUp(http, url));
        }
        return users;
    }
}
