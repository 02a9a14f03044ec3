package dev.chirp.cli.front;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.web.server.WebServer;
import org.springframework.boot.web.server.reactive.ReactiveWebServerFactory;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;

/**
 * The web server of a context that has no socket of its own: it mounts the context's handler on the front when the
 * context has started and takes it off before the context stops.
 */
public final class NoSocket implements ReactiveWebServerFactory {
    private final Front front;
    private final Target target;

    public NoSocket(Front front, Target target) {
        this.front = front;
        this.target = target;
    }

    @Override
    public WebServer getWebServer(@Nullable HttpHandler handler) {
        if (handler == null) {
            throw new IllegalArgumentException("handler: null (expected: the handler of " + target.service() + ")");
        }
        return new Mounted(new ReactorHttpHandlerAdapter(handler)::apply);
    }

    private final class Mounted implements WebServer {
        private final Endpoint endpoint;

        Mounted(Endpoint endpoint) {
            this.endpoint = endpoint;
        }

        @Override
        public void start() {
            front.mount(target, endpoint);
        }

        @Override
        public void stop() {
            front.unmount(target);
        }

        @Override
        public int getPort() {
            return -1;
        }
    }
}
