package dev.chirp.gateway.device;

import dev.chirp.gateway.paging.Paging;
import dev.chirp.gateway.problem.Problem;
import dev.chirp.gateway.problem.Problem.FieldError;
import dev.chirp.gateway.request.Caller;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.PageRequest;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** A user's devices. */
@RestController
@RequestMapping("/api/v1/devices")
final class DeviceController {
    private final Devices devices;
    private final DeviceRepository repository;

    DeviceController(Devices devices, DeviceRepository repository) {
        this.devices = devices;
        this.repository = repository;
    }

    record DevicePage(List<DeviceView> devices, int page, int size, long total) {}

    record DeviceView(
            UUID id,
            String name,
            @Nullable String timezone,
            @Nullable Double latitude,
            @Nullable Double longitude,
            Instant createdAt) {
        static DeviceView of(Device device) {
            return new DeviceView(
                    device.id(),
                    device.name(),
                    device.timezone(),
                    device.latitude(),
                    device.longitude(),
                    device.createdAt());
        }
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    Mono<Devices.Created> create(@AuthenticationPrincipal Caller caller, @RequestBody NewDevice device) {
        Paging.refuse(device.errors());
        return devices.create(device, caller.userId());
    }

    @GetMapping
    Mono<DevicePage> list(@AuthenticationPrincipal Caller caller, @RequestParam MultiValueMap<String, String> query) {
        List<FieldError> errors = new ArrayList<>();
        Paging paging = Paging.of(query, errors);
        Paging.refuse(errors);
        return repository
                .findByUserIdOrderByCreatedAtDesc(caller.userId(), PageRequest.of(paging.page() - 1, paging.size()))
                .map(DeviceView::of)
                .collectList()
                .zipWith(
                        repository.countByUserId(caller.userId()),
                        (page, total) -> new DevicePage(page, paging.page(), paging.size(), total));
    }

    @GetMapping("/{id}")
    Mono<DeviceView> show(@AuthenticationPrincipal Caller caller, @PathVariable UUID id) {
        return repository
                .findByIdAndUserId(id, caller.userId())
                .map(DeviceView::of)
                .switchIfEmpty(Mono.error(() -> Problem.notFound("device").toException()));
    }
}
