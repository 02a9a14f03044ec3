package dev.chirp.gateway.bird;

import dev.chirp.gateway.paging.Paging;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** What a user has discovered, from {@code user_bird}; documents are made by the database. */
@Component
final class BirdStore {
    private static final String DOCUMENT = """
        bird_document(b.bird_id) || jsonb_build_object('first_heard_at', rfc3339(b.first_heard_at),
            'last_heard_at', rfc3339(b.last_heard_at), 'count', b.count, 'best_confidence', b.best_confidence)\
        """;
    private static final String LIST = """
        SELECT coalesce(jsonb_agg(page.document ORDER BY page.last_heard_at DESC, page.bird_id), '[]')::text AS birds,
               (SELECT count(*) FROM user_bird WHERE user_id = :user) AS total
        FROM (SELECT b.bird_id, b.last_heard_at, %s AS document FROM user_bird b WHERE b.user_id = :user
              ORDER BY b.last_heard_at DESC, b.bird_id LIMIT :limit OFFSET :offset) AS page\
        """.formatted(DOCUMENT);
    private static final String SHOW = """
        SELECT (%s || jsonb_build_object('captures',
            (SELECT coalesce(jsonb_agg(capture_document(c) ORDER BY c.created_at DESC, c.id DESC), '[]')
             FROM (SELECT id FROM capture WHERE user_id = :user AND bird_id = :id
                       AND review_correct IS DISTINCT FROM false
                   ORDER BY created_at DESC, id DESC LIMIT :limit OFFSET :offset) AS page
             JOIN capture c USING (id))))::text AS document
        FROM user_bird b WHERE b.user_id = :user AND b.bird_id = :id\
        """.formatted(DOCUMENT);
    private final DatabaseClient database;

    BirdStore(DatabaseClient database) {
        this.database = database;
    }

    /** @param birds a JSON array of documents */
    record Page(String birds, long total) {}

    Mono<Page> list(long userId, Paging paging) {
        return database.sql(LIST)
                .bind("user", userId)
                .bind("limit", paging.size())
                .bind("offset", paging.offset())
                .map(row -> new Page(row.get("birds", String.class), row.get("total", Long.class)))
                .one();
    }

    Mono<String> document(long id, long userId, Paging paging) {
        return database.sql(SHOW)
                .bind("user", userId)
                .bind("id", id)
                .bind("limit", paging.size())
                .bind("offset", paging.offset())
                .map(row -> row.get("document", String.class))
                .one();
    }
}
