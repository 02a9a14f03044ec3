package dev.chirp.gateway.device;

import dev.chirp.gateway.idempotency.Answer;
import dev.chirp.gateway.idempotency.Idempotency;
import dev.chirp.gateway.paging.Paging;
import dev.chirp.gateway.problem.Problem;
import dev.chirp.gateway.problem.Problem.FieldError;
import dev.chirp.gateway.request.Caller;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/** A user's devices. */
@RestController
@RequestMapping("/api/v1/devices")
final class DeviceController {
    private static final String MERGE_PATCH = "application/merge-patch+json";
    private final Devices devices;
    private final DeviceStore store;
    private final Idempotency idempotency;

    DeviceController(Devices devices, DeviceStore store, Idempotency idempotency) {
        this.devices = devices;
        this.store = store;
        this.idempotency = idempotency;
    }

    record DevicePage(List<Device> devices, int page, int size, long total) {}

    @PostMapping
    Mono<ResponseEntity<byte[]>> create(
            @AuthenticationPrincipal Caller caller, @RequestBody NewDevice device, ServerWebExchange exchange) {
        Paging.refuse(device.errors());
        return idempotency.once(
                exchange,
                caller,
                device,
                devices.create(device, caller.userId())
                        .map(created -> Answer.created(created, "/api/v1/devices/" + created.id())));
    }

    @GetMapping
    Mono<DevicePage> list(@AuthenticationPrincipal Caller caller, @RequestParam MultiValueMap<String, String> query) {
        List<FieldError> errors = new ArrayList<>();
        Paging paging = Paging.of(query, errors);
        Paging.refuse(errors);
        return store.list(caller.userId(), paging)
                .collectList()
                .zipWith(
                        store.count(caller.userId()),
                        (page, total) -> new DevicePage(page, paging.page(), paging.size(), total));
    }

    @GetMapping("/{id}")
    Mono<Device> show(@AuthenticationPrincipal Caller caller, @PathVariable UUID id) {
        return store.find(id, caller.userId()).switchIfEmpty(Mono.error(DeviceController::unknown));
    }

    @PatchMapping(
            path = "/{id}",
            consumes = {MediaType.APPLICATION_JSON_VALUE, MERGE_PATCH})
    Mono<Device> change(@AuthenticationPrincipal Caller caller, @PathVariable UUID id, @RequestBody JsonNode patch) {
        List<FieldError> errors = new ArrayList<>();
        DeviceChange change = DeviceChange.of(patch, errors);
        Paging.refuse(errors);
        return store.change(id, caller.userId(), change)
                .filter(Boolean.TRUE::equals)
                .flatMap(changed -> store.find(id, caller.userId()))
                .switchIfEmpty(Mono.error(DeviceController::unknown));
    }

    /** Its keys end, its captures stay. */
    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    Mono<Void> delete(@AuthenticationPrincipal Caller caller, @PathVariable UUID id) {
        return store.delete(id, caller.userId())
                .filter(Boolean.TRUE::equals)
                .switchIfEmpty(Mono.error(DeviceController::unknown))
                .then();
    }

    private static Throwable unknown() {
        return Problem.notFound("device").toException();
    }
}
