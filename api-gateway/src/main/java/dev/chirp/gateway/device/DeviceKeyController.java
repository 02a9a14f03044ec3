package dev.chirp.gateway.device;

import dev.chirp.gateway.idempotency.Answer;
import dev.chirp.gateway.idempotency.Idempotency;
import dev.chirp.gateway.problem.Problem;
import dev.chirp.gateway.problem.ProblemType;
import dev.chirp.gateway.request.Caller;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** The live keys of a device: two at most, so that one can be brought to the device before the other ends. */
@RestController
@RequestMapping("/api/v1/devices/{id}/keys")
final class DeviceKeyController {
    private final DeviceKeyStore keys;
    private final Idempotency idempotency;

    DeviceKeyController(DeviceKeyStore keys, Idempotency idempotency) {
        this.keys = keys;
        this.idempotency = idempotency;
    }

    record KeyList(List<DeviceKeyStore.LiveKey> keys) {}

    @GetMapping
    Mono<KeyList> list(@AuthenticationPrincipal Caller caller, @PathVariable UUID id) {
        return keys.list(id, caller.userId())
                .map(KeyList::new)
                .switchIfEmpty(Mono.error(() -> Problem.notFound("device").toException()));
    }

    @PostMapping
    Mono<ResponseEntity<byte[]>> rotate(
            @AuthenticationPrincipal Caller caller, @PathVariable UUID id, ServerWebExchange exchange) {
        return idempotency.once(
                exchange, caller, Map.of(), keys.add(id, caller.userId()).map(added -> switch (added) {
                    case DeviceKeyStore.Added.Key key -> Answer.created(key, null);
                    case DeviceKeyStore.Added.TooMany _ ->
                        throw Problem.of(
                                        ProblemType.TOO_MANY_KEYS,
                                        "The device has two live keys already; revoke one of them first.")
                                .toException();
                    case DeviceKeyStore.Added.NoDevice _ ->
                        throw Problem.notFound("device").toException();
                }));
    }

    /** Open streams of that key end within seconds. */
    @DeleteMapping("/{key_id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    Mono<Void> revoke(
            @AuthenticationPrincipal Caller caller, @PathVariable UUID id, @PathVariable("key_id") UUID keyId) {
        return keys.revoke(id, keyId, caller.userId())
                .filter(Boolean.TRUE::equals)
                .switchIfEmpty(Mono.error(() -> Problem.notFound("device key").toException()))
                .then();
    }
}
