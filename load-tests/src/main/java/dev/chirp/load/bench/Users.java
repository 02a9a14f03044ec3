package dev.chirp.load.bench;

import dev.chirp.load.client.Chirper;
import java.net.http.HttpClient;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/** Fresh accounts for a benchmark: many users, never raised limits of one. */
final class Users {
    private static final int SIGNING_UP = 4;

    private Users() {}

    static List<Chirper> signUp(HttpClient http, String url, int count, Session session) throws Exception {
        session.say("Signing up %d users", count);
        try (ExecutorService threads = Executors.newFixedThreadPool(SIGNING_UP)) {
            List<Future<Chirper>> signing = Stream.generate(() -> threads.submit(() -> Chirper.signUp(http, url)))
                    .limit(count)
                    .toList();
            List<Chirper> users = new ArrayList<>();
            for (Future<Chirper> one : signing) {
                users.add(one.get());
            }
            return users;
        }
    }
}
