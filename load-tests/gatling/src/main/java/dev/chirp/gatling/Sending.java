package dev.chirp.gatling;

import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.jmesPath;
import static io.gatling.javaapi.core.CoreDsl.responseTimeInMillis;
import static io.gatling.javaapi.http.HttpDsl.ByteArrayBodyPart;
import static io.gatling.javaapi.http.HttpDsl.header;
import static io.gatling.javaapi.http.HttpDsl.http;
import static io.gatling.javaapi.http.HttpDsl.status;

import dev.chirp.load.client.Recordings;
import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.http.HttpProtocolBuilder;
import io.gatling.javaapi.http.HttpRequestActionBuilder;

/** How a recording is sent, and what is kept of the answer. */
final class Sending {
    private static final String WARM_UP = "warm-up";
    private static final String MEASURED = "measured";

    private final Settings settings;
    private final Answers answers;
    private final Recordings recordings;
    private volatile long measuredFrom = Long.MAX_VALUE;

    Sending(Settings settings) {
        this.settings = settings;
        this.answers = new Answers(settings.answers());
        this.recordings = settings.recordings();
    }

    /** Each user has connections of its own, as users do. */
    HttpProtocolBuilder protocol() {
        return http.baseUrl(settings.url()).acceptHeader("application/json").disableCaching();
    }

    /** The warm-up begins. */
    void begin() {
        measuredFrom = System.nanoTime() + settings.warmUp().toNanos();
    }

    void end() {
        answers.close();
    }

    /** As the user whose token the session has; 202 with a capture is what is hoped for. */
    ChainBuilder upload() {
        return send(request("/api/v1/captures")
                .header("Authorization", session -> "Bearer " + session.getString(Settings.TOKEN))
                .check(status().is(202), jmesPath("capture_id").saveAs(Answers.CAPTURE)));
    }

    /** Without a user; 200 with a verdict is what is hoped for. */
    ChainBuilder classification() {
        return send(
                request("/classify").check(status().is(200), jmesPath("verdict").exists()));
    }

    private HttpRequestActionBuilder request(String path) {
        return http("#{" + Answers.PHASE + "}")
                .post(path)
                .bodyPart(ByteArrayBodyPart("audio_file", session -> recordings.next())
                        .fileName("clip.wav")
                        .contentType("audio/wav"))
                .asMultipartForm()
                .check(
                        status().saveAs(Answers.STATUS),
                        responseTimeInMillis().saveAs(Answers.MILLIS),
                        header("Retry-After").optional().saveAs(Answers.PAUSE));
    }

    private ChainBuilder send(HttpRequestActionBuilder request) {
        return exec(session -> session.markAsSucceeded()
                        .removeAll(Answers.STATUS, Answers.MILLIS, Answers.PAUSE, Answers.CAPTURE)
                        .set(Answers.PHASE, System.nanoTime() < measuredFrom ? WARM_UP : MEASURED))
                .exec(request)
                .exec(answers::add);
    }
}
